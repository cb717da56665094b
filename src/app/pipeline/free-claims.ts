/** At start: what an earlier process had claimed and never settled is tried again; whether it was sent is unknowable. */
import { step } from '../../domain/engine.ts';
import type { Instant } from '../../domain/time/instant.ts';
import { circumstances, flushTools } from './decide.ts';
import { type AttemptDeps, decideAbout } from './attempt-delivery.ts';

export async function freeAbandonedClaims(deps: AttemptDeps, at: Instant): Promise<number> {
  let freed = 0;
  for (;;) {
    const claims = await deps.store.ask('abandonedClaims', { bootId: deps.bootId, limit: 100 });
    if (claims.length === 0) return freed;
    for (const delivery of claims) {
      const outcome = { kind: 'unknown', detail: 'Tabduty ended while this attempt was under way' } as const;
      const tried = {
        deliveryId: delivery.id,
        claim: delivery.claim,
        startedAt: delivery.claimedAt ?? at,
        outcome,
        abandoned: true,
      };
      await decideAbout(deps, delivery, (world) =>
        step(world, { kind: 'attempted', tried }, flushTools(deps), circumstances(deps, at)),
      );
      freed += 1;
    }
  }
}

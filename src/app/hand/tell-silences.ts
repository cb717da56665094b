/**
 * Tells of a silence that held something: before its end that it ends, and at its end what became of what it held. Those
 * hear it whose messages it held, where it makes no sound; once, also after a time in which nothing ran.
 */
import { type Change, insert, update } from '../../domain/change.ts';
import type { Instant } from '../../domain/time/instant.ts';
import { newDelivery } from '../../domain/delivery/new-delivery.ts';
import { operatorReceivers } from '../../domain/health/operator-notice.ts';
import { OPERATORS } from '../../domain/health/operators.ts';
import type { Receiver } from '../../domain/policy.ts';
import { silenceOver } from '../../domain/rules/silence.ts';
import type { Held, Silence } from '../../domain/quiet-records.ts';
import { endBriefing, reminderBriefing, type SilenceNews } from '../../domain/quiet/silence-words.ts';
import { circumstances, type EngineDeps, flushTools } from '../pipeline/decide.ts';
import { isSilent } from '../pipeline/silent-ways.ts';
import type { Log } from '../ports/log.ts';
import type { LoopResult } from '../ports/loop.ts';
import type { Store } from '../ports/store.ts';

type Deps = EngineDeps & { readonly store: Pick<Store, 'ask' | 'commit'>; readonly log: Log };

const BATCH = 50;
const MOST_HELD = 10_000;

export async function tellSilences(deps: Deps, at: Instant): Promise<LoopResult> {
  const { rows, nextDue } = await deps.store.ask('dueSilences', { at, limit: BATCH });
  for (const silence of rows) {
    const isOver = silence.sumUpAt !== undefined && silence.sumUpAt <= at;
    const { until, remindAt, sumUpAt } = silence;
    const done = isOver ? { remindAt: undefined, sumUpAt: undefined } : { remindAt: undefined };
    const told = await messagesOf(deps, silence, isOver, at);
    // Stale: somebody has changed it, or another process has told it.
    await deps.store.commit([update('silences', silence.id, done, { until, remindAt, sumUpAt }), ...told]);
  }
  return { did: rows.length, nextDue };
}

async function messagesOf(
  deps: Deps,
  silence: Silence,
  isOver: boolean,
  at: Instant,
): Promise<readonly Change[]> {
  const { since, held, incarnations } = await deps.store.ask('heldBy', { id: silence.id, limit: MOST_HELD });
  const now = circumstances(deps, at);
  const byId = new Map(incarnations.map((i) => [i.id, i]));
  return [...audienceOf(deps, held)].flatMap(([receiver, ids]) => {
    const own = [...ids].flatMap((id) => byId.get(id) ?? []);
    const quietStill = own.filter((i) => i.state === 'open' && silenceOver(i, now) !== undefined).length;
    const news: SilenceNews = { silence, since: since ?? silence.from, held: own, quietStill, at };
    const reason = isOver
      ? `a silence of ${silence.author} is over`
      : `a silence of ${silence.author} ends soon`;
    const briefing = isOver ? endBriefing(news, receiver) : reminderBriefing(news, receiver);
    return receiver.destinations
      .filter((ref) => isSilent(deps.registry, ref))
      .flatMap((ref): readonly Change[] => {
        const id = now.nextId();
        const place = { destinationId: ref.id, path: ref.place.path, revision: now.policy.revision };
        const notification = { id, groupId: undefined, receiver: receiver.name, ...place };
        return [
          insert('notifications', {
            ...notification,
            kind: briefing.kind,
            reason,
            at,
            members: [],
            briefing,
          }),
          insert('deliveries', newDelivery(now, id, undefined, ref, flushTools(deps))),
        ];
      });
  });
}

/** Whose messages it held, and which; for a receiver that is gone, or only rings, the operators. */
function audienceOf({ policy, registry, log }: Deps, held: readonly Held[]) {
  const current = policy.current();
  const canHear = ({ destinations }: Receiver) => destinations.some((ref) => isSilent(registry, ref));
  const operators = operatorReceivers(current).filter(canHear);
  const audience = new Map<Receiver, Set<string>>();
  for (const { receiver: name, incarnationId, silenceId } of held) {
    const own = name === OPERATORS ? undefined : current.receivers.get(name);
    const receivers = own !== undefined && canHear(own) ? [own] : operators;
    if (receivers.length === 0) log.warn({ silenceId, receiver: name }, 'nobody can be told of this silence');
    for (const receiver of receivers)
      audience.set(receiver, (audience.get(receiver) ?? new Set()).add(incarnationId));
  }
  return audience;
}

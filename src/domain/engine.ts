/**
 * The one engine: `step` decides what an input changes, from the records in hand. Live use commits the changes, a replay
 * applies them to maps; there is no second implementation of any rule.
 */
import type { Change } from './change.ts';
import { dropDelivery, expireDelivery, settleAttempt, type Tried } from './delivery/delivery.ts';
import { type Drill, startDrill } from './paging/drill.ts';
import { type FallBack, tellInItsPlace } from './telling/fall-back.ts';
import { flushGroup } from './telling/flush.ts';
import { type Hand, takeInHand } from './paging/in-hand.ts';
import { foldFound, type FoundInput } from './events/found.ts';
import type { FlushTools } from './delivery/new-delivery.ts';
import type { Observation } from './health/observation.ts';
import { observe } from './health/observe.ts';
import type { Event } from './records.ts';
import { routeIncarnation } from './routing/routing.ts';
import { type Circumstances, Draft } from './step.ts';
import { holdBack } from './delivery/storm.ts';
import { type DigestInput, tellDigest } from './telling/tell-digest.ts';
import { foldKnown, type TriageInput, triageCall } from './events/triage.ts';
import type { World } from './world.ts';

export type Input =
  | { readonly kind: 'call'; readonly triage: TriageInput }
  /** An event that was decoded and told from its copies before: only what it does is decided. */
  | { readonly kind: 'event'; readonly event: Event; readonly outcomes: readonly Event[] }
  /** What Tabduty noticed about itself. */
  | { readonly kind: 'observe'; readonly seen: Observation }
  | { readonly kind: 'found'; readonly look: FoundInput }
  | { readonly kind: 'route'; readonly incarnationId: string }
  | { readonly kind: 'flush'; readonly groupId: string }
  | { readonly kind: 'hand'; readonly hand: Hand }
  | { readonly kind: 'drill'; readonly drill: Drill }
  | { readonly kind: 'attempted'; readonly tried: Tried }
  | { readonly kind: 'expired'; readonly deliveryId: string }
  /** Somebody, or a digest, has made sending it needless. */
  | { readonly kind: 'drop'; readonly deliveryId: string; readonly reason: string }
  | { readonly kind: 'fall-back'; readonly fallBack: FallBack }
  | { readonly kind: 'digest'; readonly digest: DigestInput }
  /** Its destination gets too much. */
  | { readonly kind: 'hold-back'; readonly deliveryId: string };

/** The changes have been applied to `world` when it returns. What became due at `now.at` is decided in the same step. */
export function step(world: World, input: Input, tools: FlushTools, now: Circumstances): readonly Change[] {
  const draft = new Draft(world);
  switch (input.kind) {
    case 'call':
      triageCall(draft, input.triage, now);
      break;
    case 'event':
      foldKnown(draft, input.event, input.outcomes, now);
      break;
    case 'observe':
      observe(draft, input.seen, now);
      break;
    case 'found':
      foldFound(draft, input.look, tools, now);
      break;
    case 'route':
      routeIncarnation(draft, input.incarnationId, now);
      break;
    case 'flush':
      flushGroup(draft, input.groupId, tools, now);
      break;
    case 'hand':
      takeInHand(draft, input.hand, tools, now);
      break;
    case 'drill':
      startDrill(draft, input.drill, now);
      break;
    case 'attempted':
      settleAttempt(draft, input.tried, tools, now);
      break;
    case 'expired':
      expireDelivery(draft, input.deliveryId, tools, now);
      break;
    case 'drop':
      dropDelivery(draft, input.deliveryId, input.reason, tools, now);
      break;
    case 'fall-back':
      tellInItsPlace(draft, input.fallBack, tools, now);
      break;
    case 'digest':
      tellDigest(draft, input.digest, tools, now);
      break;
    case 'hold-back':
      holdBack(draft, input.deliveryId, tools, now);
  }
  flushNewGroups(draft, tools, now);
  return draft.changes;
}

/** A group that this step made and that need not wait is told in the same commit: one disk sync less to the card. */
function flushNewGroups(draft: Draft, tools: FlushTools, now: Circumstances): void {
  // Whether something keeps it quiet is not known here: that needs all that fires.
  if (now.policy.inhibitions.length > 0) return;
  for (const change of draft.changes.slice()) {
    if (change.op !== 'insert' || change.table !== 'groups') continue;
    const { id, dueAt } = change.row;
    if (dueAt !== undefined && dueAt <= now.at) flushGroup(draft, id, tools, now);
  }
}

/** Claiming deliveries, and what follows from an attempt: one commit each. */
import { insert, update } from '../change.ts';
import { flushGroup } from '../telling/flush.ts';
import { after, type Instant, type Millis, MINUTE, SECOND } from '../time/instant.ts';
import { admit, freshLane, learn, type RateWindow, writeLane } from './lane.ts';
import type { FlushTools } from './new-delivery.ts';
import type { Outcome } from './outcome.ts';
import type { Delivery, Lane } from '../records.ts';
import { say } from '../telling/say.ts';
import { SHADOW } from './shadow.ts';
import type { Circumstances, Draft } from '../step.ts';
import { toldBy } from '../world.ts';

/** Its lane is asked no sooner anyway; when that works again the message does not wait much longer. */
const RETRY_AFTER: readonly Millis[] = [5 * SECOND, 15 * SECOND, MINUTE, 3 * MINUTE, 5 * MINUTE];
/** It may have arrived: each further attempt may be a repeat. */
const REPEAT_AFTER: readonly Millis[] = [...RETRY_AFTER.slice(0, 4), 10 * MINUTE, 30 * MINUTE];

/** `chance` adds up to a fifth, so that many that failed together do not come back together. */
function retryWait({ kind }: Outcome, attempts: number, chance: number): Millis {
  const waits = kind === 'unknown' ? REPEAT_AFTER : RETRY_AFTER;
  const wait = waits[Math.min(attempts, waits.length) - 1] ?? (waits[0] as Millis);
  return Math.round(wait * (1 + chance / 5));
}

export type LanePlan = {
  readonly windows: readonly RateWindow[];
  /** How many may be under way at once, and how many are. */
  readonly places: number;
  readonly underWay: number;
};

/**
 * Chooses from due deliveries (oldest first) those that their lanes let go now. A lane that is full for the moment gets
 * its `notBefore`, so that it is not asked about again before that.
 */
export function chooseDue(
  due: readonly Delivery[],
  lanes: ReadonlyMap<string, Lane>,
  planOf: (delivery: Delivery) => LanePlan,
  at: Instant,
): { readonly chosen: readonly Delivery[]; readonly lanes: readonly Lane[] } {
  const working = new Map(lanes);
  const used = new Map<string, number>();
  const touched = new Set<string>();
  const chosen: Delivery[] = [];
  for (const delivery of due) {
    const id = delivery.lane;
    const lane = working.get(id) ?? freshLane(id);
    const plan = planOf(delivery);
    // A lane that failed last time is asked with one request at a time, whatever its windows allow.
    const places = lane.failures > 0 ? Math.min(1, plan.places) : plan.places;
    if (plan.underWay + (used.get(id) ?? 0) >= places) continue;
    const admission = admit(lane, plan.windows, at);
    if (!admission.ok) {
      if (lane.notBefore !== admission.until) {
        working.set(id, { ...lane, notBefore: admission.until });
        touched.add(id);
      }
      continue;
    }
    chosen.push(delivery);
    used.set(id, (used.get(id) ?? 0) + 1);
    if (plan.windows.length > 0) {
      working.set(id, admission.lane);
      touched.add(id);
    }
  }
  return {
    chosen,
    lanes: [...touched].flatMap((id) => working.get(id) ?? []).map((l) => ({ ...l, version: l.version + 1 })),
  };
}

export type Tried = {
  readonly deliveryId: string;
  /** The claim under which it was sent; a later claim makes this result stale. */
  readonly claim: number;
  readonly startedAt: Instant;
  readonly outcome: Outcome;
  /** The process that sent it is gone: the lane is not to blame, and the next attempt need not wait. */
  readonly abandoned?: boolean;
  /** Nothing left, though all that follows from a message that arrived follows. */
  readonly shadow?: boolean;
};

/** Writes the attempt and everything that follows from it. The world holds delivery, lane, group and its parts. */
export function settleAttempt(draft: Draft, tried: Tried, tools: FlushTools, now: Circumstances): void {
  const delivery = draft.world.deliveries.get(tried.deliveryId);
  if (delivery === undefined || delivery.state !== 'claimed' || delivery.claim !== tried.claim) return;
  const { outcome } = tried;
  if (tried.shadow === true && outcome.kind === 'accepted') {
    settleShadow(draft, delivery, outcome, tools, now);
    return;
  }
  const next = tried.abandoned
    ? ({ state: 'pending', dueAt: now.at, detail: outcome.detail } as const)
    : nextOf(delivery, outcome, now);
  draft.add(
    insert('attempts', {
      id: now.nextId(),
      deliveryId: delivery.id,
      number: delivery.attempts + 1,
      startedAt: tried.startedAt,
      endedAt: now.at,
      outcome: outcome.kind,
      status: outcome.status,
      detail: outcome.detail,
      retryAt: next.dueAt,
    }),
    update(
      'deliveries',
      delivery.id,
      { ...next, attempts: delivery.attempts + 1, bootId: undefined, claimedAt: undefined },
      { state: 'claimed', claim: tried.claim },
    ),
  );
  if (!tried.abandoned) settleLane(draft, delivery, outcome, now);
  settleTold(draft, delivery, outcome, next.state, tools, now);
}

/** No attempt was made and the lane is not to be judged by it; its group goes on as if it had arrived. */
function settleShadow(
  draft: Draft,
  delivery: Delivery,
  outcome: Outcome,
  tools: FlushTools,
  now: Circumstances,
): void {
  draft.add(
    update(
      'deliveries',
      delivery.id,
      { state: 'suppressed', dueAt: undefined, detail: SHADOW, bootId: undefined, claimedAt: undefined },
      { state: 'claimed', claim: delivery.claim },
    ),
  );
  settleTold(draft, delivery, outcome, 'suppressed', tools, now);
}

function nextOf(delivery: Delivery, outcome: Outcome, now: Circumstances) {
  if (outcome.kind === 'accepted') {
    return { state: 'delivered', dueAt: undefined, detail: outcome.detail, handle: outcome.handle } as const;
  }
  const detail = outcome.detail;
  if (outcome.kind === 'refused')
    return { state: 'dead', dueAt: undefined, expiresAt: now.at, detail } as const;
  const told = outcome.kind === 'notNow' ? outcome.until : undefined;
  const dueAt = told ?? after(now.at, retryWait(outcome, delivery.attempts + 1, now.chance()));
  if (dueAt >= delivery.expiresAt)
    return {
      state: 'dead',
      dueAt: undefined,
      expiresAt: now.at,
      detail: `given up after 72 h: ${detail}`,
    } as const;
  return { state: 'pending', dueAt, detail } as const;
}

function settleLane(draft: Draft, delivery: Delivery, outcome: Outcome, now: Circumstances): void {
  const lane = draft.world.lanes.get(delivery.lane);
  const before = lane ?? freshLane(delivery.lane);
  const learned = learn(before, outcome, now.at, now.chance());
  // A lane that works and has nothing to forget need not be written.
  if (outcome.kind === 'accepted' && before.failures === 0 && before.breaker === 'closed') return;
  if (outcome.kind === 'refused' && before.failures === 0 && before.breaker === 'closed') return;
  draft.add(writeLane({ ...learned, version: before.version + 1 }));
}

/** `told` once it was accepted or may have been; nobody was told by a delivery that died. */
function settleTold(
  draft: Draft,
  delivery: Delivery,
  outcome: Outcome,
  state: Delivery['state'],
  tools: FlushTools,
  now: Circumstances,
): void {
  const group = delivery.groupId === undefined ? undefined : draft.world.groups.get(delivery.groupId);
  if (group === undefined) return;
  const rows = toldBy(draft.world, delivery.notificationId);
  if (outcome.kind === 'accepted' || outcome.kind === 'unknown') {
    countFrom(draft, delivery, now);
    draft.add(
      ...rows.filter((t) => t.state === 'pending').map((t) => update('told', t.id, { state: 'told' })),
    );
  }
  if (state === 'dead') {
    // Bytes that are refused were not taken by an earlier attempt either, though its answer was lost.
    const lost = rows.filter(
      (t) => t.state === 'pending' || (outcome.kind === 'refused' && t.state === 'told'),
    );
    draft.add(...lost.map((t) => update('told', t.id, { state: 'failed' })));
    say(
      draft,
      group,
      delivery.destinationId,
      'not-told',
      `the delivery is dead: ${outcome.detail ?? outcome.kind}`,
      now,
    );
  }
  // What changed while it was on its way is told now, or the group ends.
  if (group.state !== 'ended') flushGroup(draft, group.id, tools, now);
}

/** What waited for hours is not said again at once: its repeat counts from when it was told, not from when it was decided. */
function countFrom(draft: Draft, delivery: Delivery, now: Circumstances): void {
  if (delivery.groupId === undefined || now.at - delivery.createdAt < MINUTE) return;
  draft.add(update('notifications', delivery.notificationId, { at: now.at }));
  draft.world.index.lastNotifiedAt.set(`${delivery.groupId}|${delivery.destinationId}`, now.at);
}

/** A delivery that waited longer than it may live, without another attempt. */
export function expireDelivery(
  draft: Draft,
  deliveryId: string,
  tools: FlushTools,
  now: Circumstances,
): void {
  const delivery = draft.world.deliveries.get(deliveryId);
  if (delivery === undefined || delivery.state !== 'pending') return;
  const detail = `given up after 72 h${delivery.detail === undefined ? '' : `: ${delivery.detail}`}`;
  draft.add(
    update(
      'deliveries',
      delivery.id,
      { state: 'dead', dueAt: undefined, expiresAt: now.at, detail },
      { state: 'pending', claim: delivery.claim },
    ),
  );
  settleTold(draft, delivery, { kind: 'notNow', detail }, 'dead', tools, now);
}

/**
 * Suppresses a delivery that waits, for a reason from outside of the rules. Who was to be told counts as told: nothing
 * is said again of what happened before.
 */
export function dropDelivery(
  draft: Draft,
  deliveryId: string,
  reason: string,
  tools: FlushTools,
  now: Circumstances,
): void {
  const delivery = draft.world.deliveries.get(deliveryId);
  if (delivery === undefined || delivery.state !== 'pending') return;
  draft.add(
    update(
      'deliveries',
      delivery.id,
      { state: 'suppressed', dueAt: undefined, detail: reason },
      { state: 'pending', claim: delivery.claim },
    ),
  );
  const group = delivery.groupId === undefined ? undefined : draft.world.groups.get(delivery.groupId);
  if (group === undefined) return;
  const rows = toldBy(draft.world, delivery.notificationId);
  draft.add(...rows.filter((t) => t.state === 'pending').map((t) => update('told', t.id, { state: 'told' })));
  countFrom(draft, delivery, now);
  say(draft, group, delivery.destinationId, 'not-told', reason, now);
  if (group.state !== 'ended') flushGroup(draft, group.id, tools, now);
}

/** One destination of a group that is flushed: what it was told so far, and what it is told now. */
import { insert, put } from '../change.ts';
import { type Flapper, toldOfHeads } from '../quiet/flapping.ts';
import { tickFor } from './group-clock.ts';
import { after, DAY, earliest, type Instant, type Millis } from '../time/instant.ts';
import { isHeld } from '../quiet/judge-members.ts';
import { type FlushTools, newDelivery } from '../delivery/new-delivery.ts';
import { everyoneIn, type News, only, withRecords } from './news.ts';
import { decide, type Standing } from './notification.ts';
import type { DestinationRef } from '../policy.ts';
import { RERUN_ACTOR, rerunText } from '../sites/rerun.ts';
import { rerunEndedSince } from '../sites/rerun-first.ts';
import { hasNewReason } from '../sites/reason.ts';
import type { Delivery, Group, Member, Told } from '../records.ts';
import { wordsForMost } from './put-aside.ts';
import { say } from './say.ts';
import type { Circumstances, Draft } from '../step.ts';
import { isReplaceable, suppressed, untell } from './take-back.ts';
import { openDeliveriesOf, toldOf } from '../world.ts';

/** What a message to a destination is made from. */
export type Notifying = {
  readonly draft: Draft;
  readonly group: Group;
  readonly destination: DestinationRef;
  readonly tools: FlushTools;
  readonly now: Circumstances;
  /** The delivery whose way does not work, and in whose place this one is told. */
  readonly insteadOf?: string | undefined;
};

export type Flushing = Notifying & {
  readonly members: readonly Member[];
  readonly flappers: ReadonlyMap<string, Flapper>;
  /** Somebody has it: nothing is repeated. */
  readonly acknowledged?: boolean;
};

/** Decides for one destination; answers when it must be looked at again by itself. */
export function flushTo(f: Flushing): Instant | undefined {
  const rows = toldRowsOf(f);
  const open = openDeliveriesOf(f.draft.world, f.group.id).find((d) => d.destinationId === f.destination.id);
  if (f.members.some((m) => m.state === 'notice')) return flushNotices(f, rows, open);
  const standing = standingOf(f, rows);
  const repeatInterval = f.acknowledged === true ? undefined : repeatOf(f);
  const answer = decide(standing, f.now.at, repeatInterval);
  if (open === undefined) return act(f, standing, answer);
  if (answer.kind === 'quiet') return answer.nextDue;
  // It may be on its way or have arrived: what comes after it waits until that is settled. What waits to be sent says
  // all that a repeat would.
  if (answer.reason === 'repeat interval passed' || !isReplaceable(open, rows)) return undefined;
  untell(f.draft, open, rows);
  const before = standingOf(f, toldRowsOf(f));
  const instead = decide(before, f.now.at, repeatInterval);
  const nothing = instead.kind === 'quiet' && before.firing.size === 0;
  const why = nothing ? 'resolved before it could be told' : 'a newer message takes its place';
  f.draft.add(suppressed(open, why));
  if (nothing) say(f.draft, f.group, f.destination.id, 'not-told', why, f.now);
  return act(f, before, instead);
}

function act(f: Flushing, standing: Standing, answer: ReturnType<typeof decide>): Instant | undefined {
  const completed = answer.kind === 'quiet' ? completionOf(f, standing) : undefined;
  if (completed !== undefined && (completed.isWaitedFor || f.tools.canUpdate(f.destination))) {
    const { reason, of } = completed;
    notify(f, { kind: 'update', reason, added: [], recovered: [], firing: [...of] });
    return after(f.now.at, repeatOf(f));
  }
  if (answer.kind === 'quiet') {
    if (!standing.toldAny) say(f.draft, f.group, f.destination.id, 'not-told', answer.reason, f.now);
    return answer.nextDue;
  }
  const { as: kind, reason, added, recovered } = answer;
  notify(f, { kind, reason, added, recovered, firing: [...standing.firing] });
  return standing.firing.size === 0 ? undefined : after(f.now.at, repeatOf(f));
}

/**
 * What a message that was told can be completed with; what somebody waits for is worth a message of its own. `of` what
 * was told: what has joined since is said when it is time for that.
 */
type Completion = {
  readonly reason: string;
  readonly isWaitedFor: boolean;
  readonly of: ReadonlySet<string>;
};

function completionOf({ draft }: Flushing, standing: Standing): Completion | undefined {
  const { lastSentAt } = standing;
  if (lastSentAt === undefined) return undefined;
  const of = standing.firing.intersection(standing.toldFiring);
  const rerun = rerunEndedSince(draft.world, of, lastSentAt);
  if (rerun !== undefined)
    return { reason: `it ${rerunText(rerun)}`, isWaitedFor: rerun.actor !== RERUN_ACTOR, of };
  return hasNewReason(draft.world, of, lastSentAt)
    ? { reason: 'Tableau has said why, which was not known when it was told', isWaitedFor: false, of }
    : undefined;
}

/** Each is told once, at a tick of the group's clock. */
function flushNotices(f: Flushing, rows: readonly Told[], open: Delivery | undefined): Instant | undefined {
  const known = new Set(rows.map((t) => t.incarnationId));
  const untold = f.members.filter((m) => !known.has(m.incarnationId));
  if (untold.length === 0 || open !== undefined) return undefined;
  const ticks = untold.map((m) => tickFor(f.group, m.changedAt));
  if (!ticks.some((tick) => tick <= f.now.at)) return earliest(ticks);
  const added = untold.map((m) => m.incarnationId);
  notify(f, { kind: 'notice', reason: 'a route names this event', firing: [], added, recovered: [] });
  return undefined;
}

function toldRowsOf({ draft, group, destination }: Flushing): readonly Told[] {
  return toldOf(draft.world, group.id).filter((t) => t.destinationId === destination.id);
}

/** Of an alert that flaps the newest incarnation stands for all. Groups are large and are asked often: one pass over each. */
function standingOf(f: Flushing, allRows: readonly Told[]): Standing {
  const { draft, group, destination, flappers, now } = f;
  const told = toldIn(toldOfHeads(allRows, flappers), group);
  const older = new Set<string>();
  for (const flapper of flappers.values()) for (const id of flapper.older) older.add(id);
  const [firing, quiet, resolved] = [new Set<string>(), new Set<string>(), new Set<string>()];
  const [steady, worse] = [new Set<string>(), new Set<string>()];
  /** Of what is not told yet, a failure or a recovery. */
  const changedAt = new Map<string, Instant>();
  let anyResolved = false;
  for (const member of f.members) {
    const { incarnationId: id, state } = member;
    if (older.has(id) || isHeld(member)) continue;
    if (state === 'resolved') {
      anyResolved = true;
      if (!told.toldFiring.has(id) && !told.recoveryLost.has(id)) continue;
      resolved.add(id);
      changedAt.set(id, member.changedAt);
    } else if (state === 'firing' && member.quiet !== undefined) quiet.add(id);
    else if (state === 'firing') {
      firing.add(id);
      const toldAt = told.toldFiring.get(id);
      if (toldAt === undefined) {
        changedAt.set(id, member.changedAt);
        continue;
      }
      if (isSteady(flappers.get(id), toldAt, now.at)) steady.add(id);
      if (isWorse(draft, id, toldAt)) worse.add(id);
    }
  }
  return {
    ...{ firing, quiet, resolved, anyResolved, steady, worse },
    ...told,
    toldFiring: new Set(told.toldFiring.keys()),
    lastSentAt: draft.world.index.lastNotifiedAt.get(`${group.id}|${destination.id}`) as Instant | undefined,
    tickOf: (id) => tickFor(group, changedAt.get(id) ?? group.openedAt),
  };
}

/** Of which incarnations the destination was told, and of which the message was given up. */
function toldIn(rows: readonly Told[], { settings }: Group) {
  const toldFiring = new Map<string, Instant>();
  const retryAt = new Map<string, Instant>();
  const recoveryLost = new Set<string>();
  let toldAny = false;
  for (const { incarnationId: id, state, as, at } of rows) {
    const isLost = state === 'failed';
    if (as === 'firing' && isLost) retryAt.set(id, after(at, settings.repeatInterval));
    else if (as === 'firing') toldFiring.set(id, at);
    else if (as === 'resolved' && isLost) recoveryLost.add(id);
    if (as !== 'notice' && !isLost) toldAny = true;
  }
  return { toldFiring, toldAny, retryAt, recoveryLost };
}

/** It flapped when it was told of, and has failed steadily since. */
function isSteady(flapper: Flapper | undefined, toldAt: Instant, at: Instant): boolean {
  return flapper !== undefined && toldAt < flapper.flap.stableAt && flapper.flap.stableAt <= at;
}

/** It came to another stage after it was told of. */
function isWorse(draft: Draft, incarnationId: string, toldAt: Instant): boolean {
  const newsAt = draft.world.incarnations.get(incarnationId)?.trouble?.newsAt;
  return newsAt !== undefined && newsAt > toldAt;
}

/** What is told at each of its stages would only be tiring in between. */
function repeatOf({ draft, group, members }: Flushing): Millis {
  const firing = members.filter((m) => m.state === 'firing' && m.quiet === undefined);
  const troubles = firing.map((m) => draft.world.incarnations.get(m.incarnationId)?.trouble);
  const isStaged = troubles.length > 0 && troubles.every((t) => t?.stage !== undefined);
  return isStaged ? Math.max(STAGED_REPEAT, group.settings.repeatInterval) : group.settings.repeatInterval;
}

const STAGED_REPEAT: Millis = 30 * DAY;

/** Answers the delivery's id; none when all that was new in it is put aside. */
export function notify(f: Notifying, wanted: News): string | undefined {
  const { draft, group, destination, tools, now } = f;
  const notificationId = now.nextId();
  const full = withRecords(wanted, draft.world.incarnations);
  const { briefing, aside } = wordsForMost(
    draft,
    everyoneIn(full),
    (some) =>
      tools.compose(
        group,
        only(full, (i) => some.includes(i)),
        destination.receiver,
        now,
        draft.world,
      ),
    now,
  );
  const news = only(wanted, (id) => !aside.has(id));
  if (hasChanges(wanted) && !hasChanges(news) && news.page === undefined) return undefined;
  const delivery = newDelivery(
    now,
    notificationId,
    group.id,
    destination,
    tools,
    news.page !== undefined && !news.page.kept,
  );
  draft.add(
    insert('notifications', {
      id: notificationId,
      groupId: group.id,
      receiver: destination.receiver,
      destinationId: destination.id,
      kind: news.kind,
      reason: news.reason,
      at: now.at,
      revision: group.settings.revision,
      path: group.settings.path,
      members: everyoneIn(news),
      briefing,
    }),
    insert('deliveries', { ...delivery, resendOf: f.insteadOf }),
  );
  const put_ = (as: Told['as']) => (incarnationId: string) => {
    const id = `${group.id}/${destination.id}/${incarnationId}`;
    const row = { id, groupId: group.id, destinationId: destination.id, incarnationId, as, notificationId };
    draft.add(put('told', { ...row, state: 'pending', at: now.at }));
  };
  news.added.forEach(put_(news.kind === 'notice' ? 'notice' : 'firing'));
  news.recovered.forEach(put_('resolved'));
  say(draft, group, destination.id, 'told', news.reason, now);
  return delivery.id;
}

function hasChanges({ added, recovered }: News): boolean {
  return added.length + recovered.length > 0;
}

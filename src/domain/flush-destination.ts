/** One destination of a group that is flushed: what it was told so far, and what it is told now. */
import { insert, put } from './change.ts';
import { composeBriefing } from './compose-briefing.ts';
import { type Flapper, flappersIn, toldOfHeads } from './flapping.ts';
import { tickFor } from './group-clock.ts';
import { after, DAY, earliest, type Instant, type Millis } from './instant.ts';
import { isHeld } from './judge-members.ts';
import { type FlushTools, newDelivery } from './new-delivery.ts';
import { everyoneIn, type News, withRecords } from './news.ts';
import { decide, type Standing } from './notification.ts';
import type { DestinationRef } from './policy.ts';
import { RERUN_ACTOR, rerunText } from './rerun.ts';
import { rerunEndedSince } from './rerun-first.ts';
import { hasNewReason } from './reason.ts';
import type { Delivery, Group, Member, Told } from './records.ts';
import { say } from './say.ts';
import type { Circumstances, Draft } from './step.ts';
import { isReplaceable, suppressed, untell } from './take-back.ts';
import { openDeliveriesOf, toldOf } from './world.ts';

export type Flushing = {
  readonly draft: Draft;
  readonly group: Group;
  readonly members: readonly Member[];
  readonly destination: DestinationRef;
  readonly tools: FlushTools;
  readonly now: Circumstances;
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
    const { reason } = completed;
    notify(f, { kind: 'update', reason, added: [], recovered: [], firing: [...standing.firing] });
    return after(f.now.at, repeatOf(f));
  }
  if (answer.kind === 'quiet') {
    const untold = standing.toldFiring.size === 0 && standing.toldResolved.size === 0;
    if (untold) say(f.draft, f.group, f.destination.id, 'not-told', answer.reason, f.now);
    return answer.nextDue;
  }
  const { as: kind, reason, added, recovered } = answer;
  notify(f, { kind, reason, added, recovered, firing: [...standing.firing] });
  return standing.firing.size === 0 ? undefined : after(f.now.at, repeatOf(f));
}

/** What a message that was told can be completed with; what somebody waits for is worth a message of its own. */
type Completion = { readonly reason: string; readonly isWaitedFor: boolean };

function completionOf({ draft }: Flushing, { firing, lastSentAt }: Standing): Completion | undefined {
  if (lastSentAt === undefined) return undefined;
  const rerun = rerunEndedSince(draft.world, firing, lastSentAt);
  if (rerun !== undefined)
    return { reason: `it ${rerunText(rerun)}`, isWaitedFor: rerun.actor !== RERUN_ACTOR };
  return hasNewReason(draft.world, [...firing], lastSentAt)
    ? { reason: 'Tableau has said why, which was not known when it was told', isWaitedFor: false }
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

/** Of an alert that flaps the newest incarnation stands for all. */
function standingOf(f: Flushing, allRows: readonly Told[]): Standing {
  const { draft, group, destination, now } = f;
  const flappers = flappersIn(f.members, draft.world.incarnations, group.settings.flapping);
  const older = new Set([...flappers.values()].flatMap((flapper) => flapper.older));
  const members = f.members.filter((m) => !older.has(m.incarnationId) && !isHeld(m));
  const rows = toldOfHeads(allRows, flappers);
  const ids = (of: readonly Member[]) => new Set(of.map((m) => m.incarnationId));
  const firing = members.filter((m) => m.state === 'firing');
  const known = rows.filter((t) => t.state !== 'failed');
  const lost = rows.filter((t) => t.state === 'failed');
  const told = (of: readonly Told[], as: Told['as']) =>
    new Set(of.filter((t) => t.as === as).map((t) => t.incarnationId));
  // Asked for few, if any: the table is made when it is needed.
  let changedAt: ReadonlyMap<string, Instant> | undefined;
  const { repeatInterval } = group.settings;
  return {
    firing: ids(firing.filter((m) => m.quiet === undefined)),
    quiet: ids(firing.filter((m) => m.quiet !== undefined)),
    resolved: ids(members.filter((m) => m.state === 'resolved')),
    toldFiring: told(known, 'firing'),
    toldResolved: told(known, 'resolved'),
    retryAt: new Map(
      lost.filter((t) => t.as === 'firing').map((t) => [t.incarnationId, after(t.at, repeatInterval)]),
    ),
    recoveryLost: told(lost, 'resolved'),
    steady: ids(firing.filter((m) => m.quiet === undefined && isSteady(flappers, m, known, now.at))),
    worse: ids(firing.filter((m) => m.quiet === undefined && isWorse(draft, m, known))),
    lastSentAt: draft.world.index.lastNotifiedAt.get(`${group.id}|${destination.id}`) as Instant | undefined,
    tickOf(id) {
      changedAt ??= new Map(members.map((m) => [m.incarnationId, m.changedAt]));
      return tickFor(group, changedAt.get(id) ?? group.openedAt);
    },
  };
}

/** It flapped when it was told of, and has failed steadily since. */
function isSteady(
  flappers: ReadonlyMap<string, Flapper>,
  { incarnationId }: Member,
  known: readonly Told[],
  at: Instant,
): boolean {
  const flap = flappers.get(incarnationId)?.flap;
  if (flap === undefined) return false;
  const told = known.find((t) => t.incarnationId === incarnationId && t.as === 'firing');
  return told !== undefined && told.at < flap.stableAt && flap.stableAt <= at;
}

/** It came to another stage after it was told of. */
function isWorse(draft: Draft, { incarnationId }: Member, known: readonly Told[]): boolean {
  const newsAt = draft.world.incarnations.get(incarnationId)?.trouble?.newsAt;
  // Few have stages: for the others nothing is looked for among all that was told.
  if (newsAt === undefined) return false;
  const told = known.find((t) => t.incarnationId === incarnationId && t.as === 'firing');
  return told !== undefined && newsAt > told.at;
}

/** What is told at each of its stages would only be tiring in between. */
function repeatOf({ draft, group, members }: Flushing): Millis {
  const firing = members.filter((m) => m.state === 'firing' && m.quiet === undefined);
  const troubles = firing.map((m) => draft.world.incarnations.get(m.incarnationId)?.trouble);
  const isStaged = troubles.length > 0 && troubles.every((t) => t?.stage !== undefined);
  return isStaged ? Math.max(STAGED_REPEAT, group.settings.repeatInterval) : group.settings.repeatInterval;
}

const STAGED_REPEAT: Millis = 30 * DAY;

/** Answers the delivery's id. */
export function notify(f: Flushing, news: News): string {
  const { draft, group, destination, tools, now } = f;
  const notificationId = now.nextId();
  const briefing = composeBriefing(
    group,
    withRecords(news, draft.world.incarnations),
    destination.receiver,
    now,
    draft.world,
  );
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
    insert('deliveries', delivery),
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

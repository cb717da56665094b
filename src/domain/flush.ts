/** Flushing a group: for each destination of its receiver, decide, and make the notification and its delivery. */
import type { Briefing } from './briefing.ts';
import { insert, put, remove, update } from './change.ts';
import { composeBriefing } from './compose-briefing.ts';
import { DAY, after, type Instant, type Millis } from './instant.ts';
import { decide, type Standing } from './notification.ts';
import { waysTo } from './operators.ts';
import type { DestinationRef } from './policy.ts';
import type { Decision, Delivery, Group, Member, Told } from './records.ts';
import type { Circumstances, Draft } from './step.ts';
import { membersOf, openDeliveriesOf, toldOf } from './world.ts';

/** A delivery that nobody took for so long is dead, however often it was tried. */
export const DELIVERY_AGE: number = 3 * DAY;

/** `laneOf` names the lane of a destination. */
export type FlushTools = { readonly laneOf: (destination: DestinationRef) => string };

export function flushGroup(draft: Draft, groupId: string, tools: FlushTools, now: Circumstances): void {
  const group = draft.world.groups.get(groupId);
  if (group === undefined || group.state === 'ended') return;
  const members = membersOf(draft.world, groupId);
  const failing = failingLanes(draft, members);
  const { open: destinations, avoided } = waysTo(now.policy, group.settings.receiver, failing, tools.laneOf);
  for (const { id } of avoided)
    say(draft, group, id, 'not-told', 'its lane is what does not work, others are told', now);
  let nextDue: Instant | undefined;
  for (const destination of destinations) {
    const due = flushTo(draft, group, members, destination, tools, now);
    if (due !== undefined && (nextDue === undefined || due < nextDue)) nextDue = due;
  }
  if (destinations.length === 0) {
    say(
      draft,
      group,
      undefined,
      'not-told',
      `receiver ${group.settings.receiver} is no longer in the configuration`,
      now,
    );
  }
  settleGroup(draft, group, members, nextDue, now);
}

/** The lanes that the firing members say do not work. */
function failingLanes(draft: Draft, members: readonly Member[]): ReadonlySet<string> {
  const troubles = members
    .filter((m) => m.state === 'firing')
    .map((m) => draft.world.incarnations.get(m.incarnationId)?.trouble);
  return new Set(troubles.flatMap((t) => t?.lane ?? []));
}

/** An alert that ended and is told to all who knew of it ends its group; a notice when it is told. */
function settleGroup(
  draft: Draft,
  group: Group,
  members: readonly Member[],
  nextDue: Instant | undefined,
  now: Circumstances,
): void {
  const firing = members.some((m) => m.state === 'firing');
  const ended = !firing && openDeliveriesOf(draft.world, group.id).length === 0;
  const fresh = draft.world.groups.get(group.id) ?? group;
  draft.add(
    update(
      'groups',
      group.id,
      {
        dueAt: ended ? undefined : nextDue,
        state: ended ? 'ended' : 'open',
        endedAt: ended ? now.at : undefined,
        version: fresh.version + 1,
      },
      { version: fresh.version },
    ),
  );
}

/** Decides for one destination; answers when it must be looked at again by itself. */
function flushTo(
  draft: Draft,
  group: Group,
  members: readonly Member[],
  destination: DestinationRef,
  tools: FlushTools,
  now: Circumstances,
): Instant | undefined {
  const told = toldOf(draft.world, group.id).filter((t) => t.destinationId === destination.id);
  const open = openDeliveriesOf(draft.world, group.id).find((d) => d.destinationId === destination.id);
  if (open !== undefined) {
    // It may be on its way or have arrived: what comes after it waits until that is settled.
    if (open.state === 'claimed' || told.some((t) => t.state === 'told')) return undefined;
    const waiting = members.filter((m) => told.some((t) => t.incarnationId === m.incarnationId));
    if (waiting.some((m) => m.state !== 'resolved')) return undefined;
    return suppress(draft, group, open, told, now);
  }
  if (members.some((m) => m.state === 'notice')) {
    if (told.length > 0) return undefined;
    notifyDestination(draft, group, members, destination, 'notice', 'a route names this event', tools, now);
    return undefined;
  }
  const standing = standingOf(draft, group, members, told, destination);
  const repeat = repeatOf(draft, group, members);
  const answer = decide(standing, now.at, repeat);
  if (answer.kind === 'quiet') {
    if (standing.lastSentAt === undefined)
      say(draft, group, destination.id, 'not-told', neverTold(answer.reason, members), now);
    if (standing.firing.size === 0 || standing.lastSentAt === undefined) return undefined;
    return after(standing.lastSentAt, repeat);
  }
  notifyDestination(draft, group, members, destination, answer.as, answer.reason, tools, now);
  return standing.firing.size === 0 ? undefined : after(now.at, repeat);
}

function neverTold(reason: string, members: readonly Member[]): string {
  return members.every((m) => m.state === 'resolved') ? 'resolved before it could be told' : reason;
}

/** Failed and recovered before either went out: nobody needs to hear of it. */
function suppress(
  draft: Draft,
  group: Group,
  open: Delivery,
  told: readonly Told[],
  now: Circumstances,
): undefined {
  const reason = 'resolved before it could be told';
  draft.add(
    update(
      'deliveries',
      open.id,
      { state: 'suppressed', dueAt: undefined, detail: reason },
      { state: 'pending', claim: open.claim },
    ),
    ...told.map((t) => remove('told', t.id)),
  );
  say(draft, group, open.destinationId, 'not-told', reason, now);
  return undefined;
}

function standingOf(
  draft: Draft,
  group: Group,
  members: readonly Member[],
  told: readonly Told[],
  destination: DestinationRef,
): Standing {
  const ids = (of: Member['state']) =>
    new Set(members.filter((m) => m.state === of).map((m) => m.incarnationId));
  const toldAs = (as: Told['as']) => new Set(told.filter((t) => t.as === as).map((t) => t.incarnationId));
  const last = draft.world.index.lastNotifiedAt.get(`${group.id}|${destination.id}`);
  return {
    firing: ids('firing'),
    resolved: ids('resolved'),
    toldFiring: toldAs('firing'),
    toldResolved: toldAs('resolved'),
    lastSentAt: last as Instant | undefined,
    newsAt: newsOf(draft, members),
  };
}

/** What is told at each of its stages would only be tiring in between. */
function repeatOf(draft: Draft, group: Group, members: readonly Member[]): Millis {
  const firing = members.filter((m) => m.state === 'firing');
  const troubles = firing.map((m) => draft.world.incarnations.get(m.incarnationId)?.trouble);
  const isStaged = troubles.length > 0 && troubles.every((t) => t?.stage !== undefined);
  return isStaged ? Math.max(STAGED_REPEAT, group.settings.repeatInterval) : group.settings.repeatInterval;
}

const STAGED_REPEAT: Millis = 30 * DAY;

function newsOf(draft: Draft, members: readonly Member[]): Instant | undefined {
  const times = members
    .filter((m) => m.state === 'firing')
    .flatMap((m) => draft.world.incarnations.get(m.incarnationId)?.trouble?.newsAt ?? []);
  return times.sort((a, b) => b - a)[0];
}

function notifyDestination(
  draft: Draft,
  group: Group,
  members: readonly Member[],
  destination: DestinationRef,
  kind: Extract<Briefing['kind'], 'firing' | 'update' | 'recovered' | 'notice'>,
  reason: string,
  tools: FlushTools,
  now: Circumstances,
): void {
  const incarnations = members.flatMap((m) => draft.world.incarnations.get(m.incarnationId) ?? []);
  const notificationId = now.nextId();
  draft.add(
    insert('notifications', {
      id: notificationId,
      groupId: group.id,
      receiver: destination.receiver,
      destinationId: destination.id,
      kind,
      reason,
      at: now.at,
      revision: group.settings.revision,
      path: group.settings.path,
      members: members.map((m) => m.incarnationId),
      briefing: composeBriefing(group, incarnations, kind, destination.receiver, now),
    }),
    insert('deliveries', newDelivery(now, notificationId, group.id, destination, tools)),
    ...members.map((m) =>
      put('told', {
        id: `${group.id}/${destination.id}/${m.incarnationId}`,
        groupId: group.id,
        destinationId: destination.id,
        incarnationId: m.incarnationId,
        state: 'pending',
        as: m.state,
        notificationId,
        at: now.at,
      }),
    ),
  );
  say(draft, group, destination.id, 'told', reason, now);
}

export function newDelivery(
  now: Pick<Circumstances, 'at' | 'nextId'>,
  notificationId: string,
  groupId: string | undefined,
  destination: DestinationRef,
  tools: FlushTools,
): Delivery {
  const id = now.nextId();
  return {
    id,
    notificationId,
    groupId,
    destinationId: destination.id,
    type: destination.type,
    lane: tools.laneOf(destination),
    state: 'pending',
    createdAt: now.at,
    dueAt: now.at,
    expiresAt: after(now.at, DELIVERY_AGE),
    claim: 0,
    claimedAt: undefined,
    bootId: undefined,
    attempts: 0,
    threadKey: groupId ?? id,
    payload: undefined,
    dropped: undefined,
    handle: undefined,
    detail: undefined,
    resendOf: undefined,
  };
}

export function say(
  draft: Draft,
  group: Pick<Group, 'id' | 'settings'>,
  destinationId: string | undefined,
  answer: Decision['answer'],
  reason: string,
  now: Circumstances,
): void {
  draft.add(
    insert('decisions', {
      id: now.nextId(),
      at: now.at,
      subject: 'group',
      subjectId: group.id,
      destinationId,
      step: 'flush',
      answer,
      reason,
      revision: group.settings.revision,
      path: group.settings.path,
    }),
  );
}

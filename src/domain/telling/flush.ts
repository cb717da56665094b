/** Flushing a group: each destination of its receiver is told what is new to it, or a decision says why not. */
import { update } from '../change.ts';
import { nextDigestName } from './digest.ts';
import { makeDue } from './group-clock.ts';
import type { DigestSettings } from '../routing/group-settings.ts';
import { drillEndOf, endDrillIfOver } from '../paging/drill.ts';
import { flushTo } from './flush-destination.ts';
import { destinationIn } from '../paging/page-out.ts';
import { reviewEscalation, runEscalation } from '../paging/tend-escalation.ts';
import { earliest, type Instant } from '../time/instant.ts';
import { isHeld, judgeMembers } from '../quiet/judge-members.ts';
import type { FlushTools } from '../delivery/new-delivery.ts';
import { type Ways, waysTo } from '../health/operators.ts';
import type { Group, Member } from '../records.ts';
import { isPutAside } from './put-aside.ts';
import { say } from './say.ts';
import type { Circumstances, Draft } from '../step.ts';
import type { DestinationRef } from '../policy.ts';
import { membersOf, openDeliveriesOf, toldOf } from '../world.ts';

/** Who is told in the place of a message that cannot be sent. */
export type StandIns = { readonly ways: readonly DestinationRef[]; readonly insteadOf: string };

/** A drill tells nobody but those whom it wakes. */
const NO_WAYS: Ways = { open: [], avoided: [] };

export function flushGroup(
  draft: Draft,
  groupId: string,
  tools: FlushTools,
  now: Circumstances,
  standIns?: StandIns,
): void {
  const group = draft.world.groups.get(groupId);
  if (group === undefined || group.state === 'ended') return;
  // By its own loop, which reads all of it.
  if (draft.world.inPart.has(groupId)) return draft.add(makeDue(group, now.at));
  endDrillIfOver(draft, group, now);
  const joined = membersOf(draft.world, groupId).filter((m) => !isPutAside(draft.world, m));
  if (now.at < group.firstDueAt && !allResolved(joined))
    return settleGroup(draft, group, 'open', group.firstDueAt, now);
  const { members, flappers, nextLook } = judgeMembers(draft, group, joined, now);
  const { digest, drill, receiver } = group.settings;
  const ways = waysTo(now.policy, receiver, failingLanes(draft, members), tools.laneOf);
  const { open, avoided } = drill === undefined ? ways : NO_WAYS;
  for (const { id } of avoided)
    say(draft, group, id, 'not-told', 'its lane is what does not work, others are told', now);
  if (open.length === 0 && drill === undefined) {
    const reason = `receiver ${receiver} is no longer in the configuration`;
    say(draft, group, undefined, 'not-told', reason, now);
  }
  const tending = { draft, group, members, tools, now };
  const escalation = reviewEscalation(tending);
  const acknowledged = escalation?.state === 'acknowledged';
  const atOnce = digest === undefined ? open : [];
  const alsoTold = allResolved(members) ? toldBesides(draft, group, atOnce, now) : [];
  // All that was in it may have gone to other groups, without a word about it.
  const destinations = joined.length === 0 ? [] : [...atOnce, ...alsoTold];
  if (digest !== undefined) putIntoDigest(draft, group, digest, members, open, now);
  const flushing = { ...tending, flappers, acknowledged };
  const dues = destinations.map((destination) => flushTo({ ...flushing, destination }));
  for (const destination of standIns?.ways ?? [])
    if (!destinations.some(({ id }) => id === destination.id))
      flushTo({ ...flushing, destination, insteadOf: standIns?.insteadOf });
  const nextCall = runEscalation(tending, escalation, flappers);
  const isOver =
    !members.some((m) => m.state === 'firing' || isHeld(m)) &&
    dues.every((due) => due === undefined) &&
    !knownAside(draft, group);
  const state = isOver ? stateOnceOver(draft, group, destinations) : 'open';
  settleGroup(draft, group, state, earliest([...dues, nextLook, nextCall, drillEndOf(draft, group)]), now);
}

/**
 * It ends when all who knew of it have been told. For whoever has been told all of it, it is over already: a way out
 * that does not work keeps nobody else from a new beginning.
 */
function stateOnceOver(draft: Draft, group: Group, destinations: readonly DestinationRef[]): Group['state'] {
  const waiting = new Set(openDeliveriesOf(draft.world, group.id).map((d) => d.destinationId));
  if (waiting.size === 0) return 'ended';
  return destinations.some(({ id }) => !waiting.has(id)) ? 'closing' : group.state;
}

/** It is told then, by `tell-digest.ts`; who is paged is paged at once all the same. */
function putIntoDigest(
  draft: Draft,
  group: Group,
  rule: DigestSettings,
  members: readonly Member[],
  ways: readonly DestinationRef[],
  now: Circumstances,
): void {
  const name = nextDigestName(rule, now.at);
  if (name === undefined || members.length === 0) return;
  const firing = members.filter((m) => m.state !== 'resolved');
  const isQuiet = firing.length > 0 && firing.every((m) => m.quiet !== undefined);
  const what = firing.length === 0 ? 'recovered: ' : isQuiet ? 'kept quiet: ' : '';
  const reason = `${what}put into ${name}`;
  for (const { id } of ways) say(draft, group, id, 'waiting', reason, now);
}

/** Who was told of something before it was put aside is due its end. */
function knownAside({ world }: Draft, group: Group): boolean {
  const aside = membersOf(world, group.id).filter((m) => m.state === 'firing' && isPutAside(world, m));
  if (aside.length === 0) return false;
  const known = new Set(toldOf(world, group.id).map((t) => t.incarnationId));
  return aside.some((m) => known.has(m.incarnationId));
}

function allResolved(members: readonly Member[]): boolean {
  return members.every((m) => m.state === 'resolved');
}

/** Who was paged hears the end of it, and nothing else. */
function toldBesides(
  draft: Draft,
  group: Group,
  open: readonly DestinationRef[],
  now: Circumstances,
): readonly DestinationRef[] {
  const ids = new Set(toldOf(draft.world, group.id).map((t) => t.destinationId));
  for (const { id } of open) ids.delete(id);
  return [...ids].flatMap((id) => destinationIn(now.policy, id) ?? []);
}

/** The lanes that the firing members say do not work. */
function failingLanes(draft: Draft, members: readonly Member[]): ReadonlySet<string> {
  const lanes = new Set<string>();
  for (const { state, incarnationId } of members) {
    const lane = state === 'firing' ? draft.world.incarnations.get(incarnationId)?.trouble?.lane : undefined;
    if (lane !== undefined) lanes.add(lane);
  }
  return lanes;
}

function settleGroup(
  draft: Draft,
  group: Group,
  state: Group['state'],
  nextDue: Instant | undefined,
  now: Circumstances,
): void {
  const { version } = draft.world.groups.get(group.id) ?? group;
  draft.add(
    update(
      'groups',
      group.id,
      {
        dueAt: state === 'ended' ? undefined : nextDue,
        state,
        acknowledged: draft.world.escalations.get(group.id)?.state === 'acknowledged',
        endedAt: state === 'ended' ? now.at : undefined,
        version: version + 1,
      },
      { version },
    ),
  );
}

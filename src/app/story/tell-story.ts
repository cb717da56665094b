/** The story of an alert: every decision and attempt in order, in words, "not told, because" and what waits included. */
import { summaryIn } from '../../domain/delivery/summary.ts';
import { JOB_SLACK } from '../../domain/events/event.ts';
import { lengthText } from '../../domain/sites/refresh-times.ts';
import { stepText } from '../../domain/time/clock-note.ts';
import { orderOf } from '../../domain/time/id-time.ts';
import { earliest, type Instant, parseInstant } from '../../domain/time/instant.ts';
import { ALL_QUIET } from '../../domain/telling/notification.ts';
import type { Decision, Delivery, Event, Incarnation, Notification } from '../../domain/records.ts';
import type { Store } from '../ports/store.ts';
import { clockNoteIn } from '../upkeep/clock-note-in.ts';
import { historyFrom } from './kept-history.ts';
import {
  callLine,
  decisionLine,
  deedLine,
  deliveryLines,
  eventLine,
  linesOf,
  lostCall,
  type Made,
  rerunLines,
  type StoryLine,
  whyUntold,
} from './story-words.ts';
import { deliveryToCome, groupToCome, isToCome, labelToCome, pauseLine } from './what-waits.ts';

type Deps = { readonly store: Store };

/** A notification and all that carried it. */
type Message = { readonly notification: Notification; readonly deliveries: readonly Delivery[] };

export async function storyOfIncarnation(
  deps: Deps,
  incarnation: Incarnation,
): Promise<readonly StoryLine[]> {
  const { store } = deps;
  const events = await store.ask('eventsOfIncarnation', { id: incarnation.id, limit: 200 });
  const members = await store.ask('membersOfIncarnation', { id: incarnation.id });
  const joined = new Map(members.map((m) => [m.groupId, orderOf({ id: incarnation.id, at: m.joinedAt })]));
  const groups = await store.ask('groups', { ids: [...joined.keys()] });
  const decisions = await store.ask('decisionsAbout', {
    subjectIds: [incarnation.id, ...joined.keys()],
    limit: 500,
  });
  const reruns = await store.ask('rerunsOf', { incarnationIds: [incarnation.id] });
  const messages = await messagesOf(deps, [...joined.keys()], decisions);
  const tellsOfIt = (m: Message) => m.notification.members.includes(incarnation.id);
  // What was told of its group before it joined was not about it, nor is a message that does not name it. That all of
  // a group is quiet is said by a line of its own for each.
  const isAbout = (d: Decision) => {
    if (d.subjectId === incarnation.id) return true;
    if (orderOf(d) < (joined.get(d.subjectId) ?? d.at) || d.reason === ALL_QUIET) return false;
    return !messages.some((m) => decides(d, m)) || messages.some((m) => decides(d, m) && tellsOfIt(m));
  };
  // A digest names what is muted beside what it tells of.
  const own = decisions.filter(isAbout);
  const about = messages.filter((m) => own.some((d) => decides(d, m)) || tellsOfIt(m));
  const lineOf = linesOf(groups);
  const madeBy = (d: Decision): Made | undefined => {
    const message = about.find((m) => decides(d, m));
    const others = message?.notification.members.filter((id) => id !== incarnation.id).length ?? 0;
    return message && { others, arrived: hasArrived(message) };
  };
  const lines: StoryLine[] = [
    ...events.map(eventLine),
    ...own.map((d) => decisionLine(d, lineOf, madeBy(d))),
    ...reruns.flatMap(rerunLines),
    ...(await store.ask('audit', { limit: 50, subject: `#${incarnation.number}` })).flatMap(deedLine),
    ...(await removedBefore(deps, incarnation)),
    ...(await runLine(deps, incarnation)),
    ...labelToCome(incarnation),
  ];
  for (const message of about) lines.push(...(await messageLines(deps, message)));
  for (const summary of await summariesOf(deps, about)) {
    const { destinationId, reason, at } = summary.notification;
    lines.push({ at, text: `${hasArrived(summary) ? 'told' : 'wants to tell'} ${destinationId}: ${reason}` });
    lines.push(...(await messageLines(deps, summary)));
  }
  const waiting = new Set(about.filter((m) => m.deliveries.some(isLive)).map((m) => m.notification.groupId));
  for (const member of members) {
    const group = groups.find((g) => g.id === member.groupId);
    if (group !== undefined) lines.push(...groupToCome(group, member, waiting.has(group.id)));
  }
  if (lines.some(isToCome)) lines.push(...(await pauseLine(deps)));
  lines.push(...(await clockLine(deps, lines)));
  return inOrder(lines);
}

export async function storyOfEvent(deps: Deps, event: Event): Promise<readonly StoryLine[]> {
  const calls = await deps.store.ask('callsOfEvent', { eventId: event.id, limit: 100 });
  const arrived = calls.length > 0 || event.callId === undefined ? calls.map(callLine) : [lostCall(event)];
  const incarnation =
    event.incarnationId && (await deps.store.ask('incarnation', { id: event.incarnationId }));
  if (!incarnation) return [...arrived, { at: event.receivedAt, text: `not told: ${whyUntold(event)}` }];
  return inOrder([...arrived, ...(await storyOfIncarnation(deps, incarnation))]);
}

/** What is to come is last, also where the clock was set back since the lines before it. */
function inOrder(lines: readonly StoryLine[]): readonly StoryLine[] {
  const place = ({ at, order = at, ...line }: StoryLine) => (isToCome({ at, ...line }) ? 1e15 : order);
  return lines.toSorted((a, b) => place(a) - place(b) || a.at - b.at);
}

/** Where the times of the story make no sense without it: between a line of before and those of after. */
async function clockLine({ store }: Deps, all: readonly StoryLine[]): Promise<readonly StoryLine[]> {
  const lines = all.filter((line) => !isToCome(line));
  const moved = lines.filter(({ at, order = at }) => order > at);
  const step = moved.length === 0 ? undefined : (await clockNoteIn(store))?.lastStep;
  const order = earliest(moved.map((line) => line.order));
  if (step === undefined || order === undefined || moved.length === lines.length) return [];
  // Of what was set before that nothing is known any more.
  if (moved.some(({ at }) => at < step.at)) return [];
  return [{ at: step.at, order, text: `the machine's clock was ${stepText(step)}` }];
}

async function messagesOf(
  { store }: Deps,
  groupIds: readonly string[],
  decisions: readonly Decision[],
): Promise<readonly Message[]> {
  const lists = await Promise.all(
    groupIds.map((groupId) => store.ask('listDeliveries', { limit: 100, groupId })),
  );
  const ids = new Set(lists.flat().map(({ notificationId }) => notificationId));
  for (const decision of decisions) {
    const digest = await digestOf(store, decision);
    if (digest !== undefined) ids.add(digest.notificationId);
  }
  const messages: Message[] = [];
  for (const notificationId of ids) {
    const notification = await store.ask('notification', { id: notificationId });
    if (notification !== undefined) messages.push(await messageOf(store, notification));
  }
  return messages;
}

async function messageOf(store: Deps['store'], notification: Notification): Promise<Message> {
  const deliveries = await store.ask('deliveriesOf', { notificationId: notification.id });
  return { notification, deliveries };
}

/** The digest in which it was told belongs to no group: it is the last that was made for there before the decision. */
async function digestOf(store: Deps['store'], { answer, destinationId, id: before, at }: Decision) {
  if (answer !== 'told' || destinationId === undefined) return undefined;
  const [made] = await store.ask('listDeliveries', { destinationId, before, since: at, limit: 1 });
  return made !== undefined && made.groupId === undefined && made.createdAt === at ? made : undefined;
}

/** What tells of these messages in their place: the digest after an outage, the count of a storm. */
async function summariesOf({ store }: Deps, messages: readonly Message[]): Promise<readonly Message[]> {
  const found = new Map<string, Message>();
  for (const { destinationId, detail, state } of messages.flatMap(({ deliveries }) => deliveries)) {
    const summary = state === 'suppressed' ? summaryIn(detail) : undefined;
    if (summary === undefined) continue;
    const notification = await store.ask('summaryTold', { destinationId, ...summary });
    if (notification !== undefined) found.set(notification.id, await messageOf(store, notification));
  }
  return [...found.values()];
}

/** Whether a message is what this decision made. */
function decides({ answer, subjectId, destinationId, at }: Decision, { notification, deliveries }: Message) {
  const { groupId = subjectId } = notification;
  const isIt = groupId === subjectId && notification.destinationId === destinationId;
  return answer === 'told' && isIt && deliveries[0]?.createdAt === at;
}

/** By the way that it was meant for. */
function hasArrived({ deliveries: [first] }: Message): boolean {
  return first?.state === 'delivered';
}

function isLive({ state }: Delivery): boolean {
  return state !== 'dead';
}

async function messageLines(deps: Deps, { deliveries }: Message): Promise<readonly StoryLine[]> {
  const lines: StoryLine[] = [];
  for (const delivery of deliveries) {
    const attempts = await deps.store.ask('attemptsOf', { deliveryId: delivery.id });
    const isRepeat = deliveries.some(({ id }) => id === delivery.resendOf);
    lines.push(...deliveryLines(delivery, attempts, isRepeat), ...(await deliveryToCome(deps, delivery)));
  }
  return lines;
}

/** How long the last failed refresh had run, where Tableau's job history says it. */
async function runLine({ store }: Deps, incarnation: Incarnation): Promise<readonly StoryLine[]> {
  const { source, name, condition, lastAt } = incarnation;
  if (condition !== 'refresh-failed') return [];
  const [found] = await store.ask('refreshTimes', { source, names: [name] });
  if (found === undefined || !found.isAlone) return [];
  const run = found.times.runs.findLast(([endedAt]) => Math.abs(endedAt - lastAt) <= JOB_SLACK);
  return run === undefined ? [] : [{ at: run[0], text: `it failed after ${lengthText(run, found.times)}` }];
}

async function removedBefore(deps: Deps, { openedAt }: Incarnation): Promise<readonly StoryLine[]> {
  const from: Instant | undefined = parseInstant((await historyFrom(deps)) ?? '');
  if (from === undefined || openedAt >= from) return [];
  return [{ at: from, text: 'what was over before this has been removed, and may be missing here' }];
}

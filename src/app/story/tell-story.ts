/** The story of an alert: every decision and attempt in order, in words, "not told, because" included. */
import type { Rerun } from '../../domain/tableau-records.ts';
import { type Instant, parseInstant } from '../../domain/instant.ts';
import type { AuditEntry } from '../../domain/installation-records.ts';
import type { Call, Decision, Delivery, Event, Incarnation } from '../../domain/records.ts';
import { RERUN_ACTOR, rerunText } from '../../domain/rerun.ts';
import { historyFrom } from './kept-history.ts';
import type { Store } from '../ports/store.ts';

export type StoryLine = { readonly at: Instant; readonly text: string };

type Deps = { readonly store: Store };

export async function storyOfIncarnation(
  { store }: Deps,
  incarnation: Incarnation,
): Promise<readonly StoryLine[]> {
  const events = await store.ask('eventsOfIncarnation', { id: incarnation.id, limit: 200 });
  const members = await store.ask('membersOfIncarnation', { id: incarnation.id });
  const joined = new Map(members.map((m) => [m.groupId, m.joinedAt]));
  const decisions = await store.ask('decisionsAbout', {
    subjectIds: [incarnation.id, ...joined.keys()],
    limit: 500,
  });
  const reruns = await store.ask('rerunsOf', { incarnationIds: [incarnation.id] });
  const from = parseInstant((await historyFrom({ store })) ?? '');
  // What was told of its group before it joined was not about it.
  const isAbout = (groupId: string, at: Instant) => at >= (joined.get(groupId) ?? at);
  const lines: StoryLine[] = [
    ...events.map(eventLine),
    ...decisions.filter((d) => isAbout(d.subjectId, d.at)).map(decisionLine),
    ...reruns.flatMap(rerunLines),
    ...(await store.ask('audit', { limit: 50, subject: `#${incarnation.number}` })).flatMap(deedLine),
  ];
  if (from !== undefined && incarnation.openedAt < from)
    lines.push({ at: from, text: 'what was over before this has been removed, and may be missing here' });
  for (const groupId of joined.keys()) {
    for (const delivery of await store.ask('listDeliveries', { limit: 100, groupId })) {
      if (!isAbout(groupId, delivery.createdAt)) continue;
      lines.push(...(await deliveryLines({ store }, delivery)));
    }
  }
  return lines.sort((a, b) => a.at - b.at);
}

export async function storyOfEvent(deps: Deps, event: Event): Promise<readonly StoryLine[]> {
  const calls = await deps.store.ask('callsOfEvent', { eventId: event.id, limit: 100 });
  const arrived = calls.length > 0 || event.callId === undefined ? calls.map(callLine) : [lostCall(event)];
  const incarnation =
    event.incarnationId && (await deps.store.ask('incarnation', { id: event.incarnationId }));
  if (!incarnation) return [...arrived, { at: event.receivedAt, text: `not told: ${whyUntold(event)}` }];
  return [...arrived, ...(await storyOfIncarnation(deps, incarnation))].sort((a, b) => a.at - b.at);
}

/** Calls may be kept for a shorter time than what became of them. */
function lostCall(event: Event): StoryLine {
  return { at: event.receivedAt, text: `call ${event.callId} is no longer kept` };
}

function callLine(call: Omit<Call, 'body'>): StoryLine {
  const copy = call.reading === 'duplicate' ? ', a copy of one that was known' : '';
  return { at: call.receivedAt, text: `call ${call.id} arrived from ${call.remote}${copy}` };
}

function eventLine(event: Event): StoryLine {
  const copies = event.copies > 1 ? ` (said ${event.copies} times, counted once)` : '';
  const found = event.foundBy === 'catch-up' ? ', found in the job history of Tableau' : '';
  return { at: event.receivedAt, text: `${event.type}${found}: ${effectText(event)}${copies}` };
}

function effectText(event: Event): string {
  switch (event.effect) {
    case 'opened':
      return 'opened the alert';
    case 'repeated':
      return 'failed again while the alert was open';
    case 'ended':
      return 'ended the alert';
    case 'late':
      return 'came late, older than the last outcome: corrects the history, tells nothing';
    case 'nothing-open':
      return 'nothing was open for it';
    case 'notice':
      return 'a notice, since a route names this event';
    case 'untold':
      return 'kept; no route names this event';
  }
}

/** Why an event has no alert and no notice. */
export function whyUntold(event: Pick<Event, 'effect'>): string {
  if (event.effect === 'nothing-open') return 'it succeeded, and no failure of it was open';
  if (event.effect === 'late') return 'it is older than the last outcome of its item';
  return 'no route names this event, so it makes no notice';
}

export function decisionLine(decision: Decision): StoryLine {
  const where = decision.path === undefined ? '' : ` (${decision.path}, revision ${decision.revision})`;
  const to = decision.destinationId === undefined ? '' : ` ${decision.destinationId}`;
  return { at: decision.at, text: `${decision.answer}${to}: ${decision.reason}${where}` };
}

function rerunLines(rerun: Rerun): readonly StoryLine[] {
  const { actor, wantedAt, startedAt, endedAt, jobId } = rerun;
  const wish = actor === RERUN_ACTOR ? 'its route wants it run again first' : `${actor} wants it run again`;
  const job =
    jobId === undefined ? 'Tableau has a run of it queued already' : `Tableau runs it again as job ${jobId}`;
  return [
    { at: wantedAt, text: wish },
    ...(startedAt === undefined ? [] : [{ at: startedAt, text: job }]),
    ...(endedAt === undefined ? [] : [{ at: endedAt, text: `it ${rerunText(rerun)}` }]),
  ];
}

/** What somebody did in Tableau from it; a rerun that began has lines of its own. */
function deedLine({ at, actor, action, detail = '' }: AuditEntry): readonly StoryLine[] {
  if (action === 'cancel') return [{ at, text: `${actor} stops its refresh: ${detail}` }];
  const hasFailed = action === 'rerun' && detail.includes('; failed: ');
  return hasFailed ? [{ at, text: `${actor} wants it run again: ${detail}` }] : [];
}

async function deliveryLines({ store }: Deps, delivery: Delivery): Promise<StoryLine[]> {
  const attempts = await store.ask('attemptsOf', { deliveryId: delivery.id });
  const lines = attempts.map((a) => ({
    at: a.endedAt,
    text: `attempt ${a.number} to ${delivery.destinationId}: ${a.outcome}${a.detail === undefined ? '' : ` (${a.detail})`}`,
  }));
  if (delivery.state === 'suppressed')
    lines.push({
      at: delivery.createdAt,
      text: `${delivery.destinationId}: suppressed, ${delivery.detail ?? ''}`,
    });
  return lines;
}

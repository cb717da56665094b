/** What the rows of a story say to people: one line each. */
import { orderOf } from '../../domain/time/id-time.ts';
import type { Instant } from '../../domain/time/instant.ts';
import type { AuditEntry } from '../../domain/installation-records.ts';
import type { Outcome } from '../../domain/delivery/outcome.ts';
import type { Attempt, Call, Decision, Delivery, Event, Group } from '../../domain/records.ts';
import { RERUN_ACTOR, rerunText } from '../../domain/sites/rerun.ts';
import type { Rerun } from '../../domain/tableau-records.ts';
import { SHADOW } from '../../domain/delivery/shadow.ts';

export type StoryLine = {
  readonly at: Instant;
  readonly text: string;
  /** Where it stands when that is not told by its time: the clock may have been set back. */
  readonly order?: Instant;
};

/** A line of a row that was made at its time. */
function lineOfRow(id: string, at: Instant, text: string): StoryLine {
  return { at, text, order: orderOf({ id, at }) };
}

/** On which line of the configuration a path stood when a group took its settings. */
export type LineOf = (path: string) => number | undefined;

export function linesOf(groups: Iterable<Pick<Group, 'settings'>>): LineOf {
  const lines = new Map([...groups].map(({ settings: { path, line } }) => [path, line]));
  return (path) => lines.get(path);
}

export function callLine(call: Omit<Call, 'body'>): StoryLine {
  const copy = call.reading === 'duplicate' ? ', a copy of one that was known' : '';
  return lineOfRow(call.id, call.receivedAt, `call ${call.id} arrived from ${call.remote}${copy}`);
}

/** Calls may be kept for a shorter time than what became of them. */
export function lostCall(event: Event): StoryLine {
  return lineOfRow(event.id, event.receivedAt, `call ${event.callId} is no longer kept`);
}

export function eventLine(event: Event): StoryLine {
  const copies = event.copies > 1 ? ` (said ${event.copies} times, counted once)` : '';
  const found = event.foundBy === 'catch-up' ? ', found in the job history of Tableau' : '';
  return lineOfRow(event.id, event.receivedAt, `${event.type}${found}: ${effectText(event)}${copies}`);
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
  if (event.effect === 'late')
    return 'it came late: what is known of this content is newer, so it only corrects the history';
  return 'no route names this event, so it makes no notice';
}

/** The message that a decision made: how many others it tells of too, and whether it has arrived. */
export type Made = { readonly others: number; readonly arrived: boolean };

export function decisionLine(decision: Decision, lineOf: LineOf, made?: Made): StoryLine {
  const { at, answer, destinationId, reason } = decision;
  const said = made?.arrived === false ? 'wants to tell' : answer === 'not-told' ? 'not told' : answer;
  const to = destinationId === undefined ? '' : ` ${destinationId}`;
  const others = made?.others ?? 0;
  const shared = others === 0 ? '' : `, in one message with ${others} other${others === 1 ? '' : 's'}`;
  const rest = answer === 'acknowledged' ? '; nothing is repeated and nobody else is woken meanwhile' : '';
  const text = `${said}${to}: ${reason}${shared}${rest}${whereText(decision, lineOf)}`;
  return lineOfRow(decision.id, at, text);
}

function whereText({ path, revision, reason }: Decision, lineOf: LineOf): string {
  if (path === undefined) return '';
  // A reason that names the place itself need not be told it again.
  if (reason.includes(`(${path}, line `)) return ` (revision ${revision})`;
  const line = /\(line \d/.test(reason) ? undefined : lineOf(path);
  return ` (${path}${line === undefined ? '' : `, line ${line}`}, revision ${revision})`;
}

export function rerunLines(rerun: Rerun): readonly StoryLine[] {
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
export function deedLine({ id, at, actor, action, detail = '' }: AuditEntry): readonly StoryLine[] {
  if (action === 'cancel') return [lineOfRow(id, at, `${actor} stops its refresh: ${detail}`)];
  const hasFailed = action === 'rerun' && detail.includes('; failed: ');
  return hasFailed ? [lineOfRow(id, at, `${actor} wants it run again: ${detail}`)] : [];
}

const OUTCOMES: Readonly<Record<Outcome['kind'], string>> = {
  accepted: 'accepted',
  notNow: 'not taken, to be tried again',
  unknown: 'no answer, it may have arrived',
  refused: 'refused for good',
  broken: 'this way does not work until somebody mends it',
};

export function deliveryLines(
  delivery: Delivery,
  attempts: readonly Attempt[],
  isRepeat: boolean,
): readonly StoryLine[] {
  const { destinationId: to, createdAt: at, detail } = delivery;
  const lines: StoryLine[] = [];
  if (isRepeat) lines.push(lineOfRow(delivery.id, at, `${to}: sent once more, as somebody asked`));
  for (const { id, endedAt, number, outcome, detail: said } of attempts) {
    const text = `attempt ${number} to ${to}: ${OUTCOMES[outcome]}${said === undefined ? '' : ` (${said})`}`;
    lines.push(lineOfRow(id, endedAt, text));
  }
  if (delivery.state === 'suppressed') {
    const why = detail === SHADOW ? 'its receiver is in shadow mode, the message is only kept' : detail;
    // What was tried before it was given up stands before it.
    const last = attempts.at(-1);
    const text = `${to}: not sent, ${why ?? 'and nobody knows why'}`;
    lines.push(
      lineOfRow(last?.id ?? delivery.id, last !== undefined && last.endedAt > at ? last.endedAt : at, text),
    );
  }
  return lines;
}

/** Prints what another configuration would have told: counts first, then examples of each difference. */
import type { AnswerOf } from '../api/endpoint.ts';
import type { lookAtWhatIf } from '../api/what-if.ts';
import { localOf, wallText } from '../domain/time/civil.ts';
import { parseInstant } from '../domain/time/instant.ts';
import { clipped, type Output, printable } from './output.ts';
import { counted } from './print-faults.ts';

type Report = Extract<AnswerOf<typeof lookAtWhatIf>, { readonly state: 'done' }>['report'];
type Side = Report['inForce'];
type Wake = Side['wakes'][number];

type Differences = Report['newly'];

const MOST = 10;

export function printWhatIf(report: Report, file: string, out: Output): void {
  const { from, to, events, revision, inForce, changed } = report;
  const short = shortTimes(out.zone);
  out.line(`${counted(events, 'event')}, ${short(from)} to ${short(to)}`);
  out.line(`times on the clock of ${out.zone}`);
  for (const line of gapsOf(report, short)) out.line(line);
  out.line('');
  out.line(`revision ${revision}: ${sumOf(inForce)}`);
  out.line(`${file}: ${report.same ? 'the same text, so nothing changes' : sumOf(changed)}`);
  out.line('');
  out.table(
    report.receivers,
    [
      { title: 'receiver', value: (r) => r.receiver },
      { title: 'messages', value: (r) => change(r.inForce.messages, r.changed.messages) },
      { title: 'of these pages', value: (r) => change(r.inForce.pages, r.changed.pages) },
    ],
    'nobody would be told anything, by either',
  );
  if (report.notReplayed.length > 0) out.line('');
  printNotReplayed(report.notReplayed, out);
  printDifferences('Newly told', report.newly, NEWLY, out);
  printDifferences('No longer told', report.noLonger, NO_LONGER, out);
  printWakes(changed.wakes, changed.woken, out);
}

export function printNotReplayed(texts: readonly string[], out: Output): void {
  if (texts.length > 0) out.line('not replayed:');
  for (const text of texts) out.line(`  ${printable(text)}`);
}

const NEWLY = { tells: 'tells', wakes: 'wakes', other: 'until now' };
const NO_LONGER = { tells: 'told', wakes: 'woke', other: 'instead' };

/** Of what nothing can be said. */
function gapsOf({ keptSince, historyBegins }: Report, short: Times): readonly string[] {
  if (keptSince !== undefined) return [`kept since ${short(keptSince)}: older history is removed`];
  return historyBegins === undefined ? [] : [`the first event came ${short(historyBegins)}`];
}

function printDifferences(title: string, found: Differences, words: typeof NEWLY, out: Output): void {
  if (found.count === 0) return out.line(`\n${title}: nothing`);
  out.line(`\n${title}: ${counted(found.count, 'time')}`);
  const receivers = found.receivers.toSorted((a, b) => b.count - a.count);
  for (const { receiver, count } of receivers.slice(0, MOST))
    out.line(`  ${count} × ${clipped(receiver, 50)}`);
  if (receivers.length > MOST) out.line(`  … and ${counted(receivers.length - MOST, 'other')}`);
  const short = shortTimes(out.zone);
  const shown = found.examples.toSorted((a, b) => a.at.localeCompare(b.at)).slice(0, MOST);
  out.line(found.count > shown.length ? `Of these, ${shown.length} examples:` : 'These:');
  for (const e of shown) {
    out.line(`  ${short(e.occurredAt)}  ${clipped(e.name, 40)}`);
    const act = `${e.page ? words.wakes : words.tells} ${clipped(e.receiver, 40)}`;
    out.line(`    ${e.event} ${act}${routeText(e.route)}`);
    out.line(`    ${words.other}: ${clipped(e.instead, 160)}`);
  }
}

function printWakes(wakes: readonly Wake[], woken: number, out: Output): void {
  if (woken === 0) return out.line('\nNobody would be woken.');
  const short = shortTimes(out.zone);
  out.line(`\nPeople would be woken ${times(woken)}${woken > MOST ? ', first' : ''}:`);
  for (const { at, person, reason, names, more, route } of wakes.slice(0, MOST)) {
    const what = names.map((name) => clipped(name, 40)).join(', ');
    out.line(`  ${short(at)}  ${clipped(person, 40)}${routeText(route)}`);
    out.line(`    ${what}${more > 0 ? ` and ${more} more` : ''}`);
    out.line(`    ${clipped(reason, 160)}`);
  }
  if (woken > MOST) out.line(`  … and ${woken - MOST} more`);
}

function routeText(route: Wake['route']): string {
  return route === undefined ? '' : ` by ${clipped(route.name ?? route.path, 40)} (line ${route.line})`;
}

function sumOf({ messages, woken, unrouted }: Side): string {
  const lost = unrouted === 0 ? '' : `, ${counted(unrouted, 'alert')} that no route takes`;
  return `${counted(messages, 'message')}, people woken ${times(woken)}${lost}`;
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}

function change(now: number, then: number): string {
  return now === then ? String(now) : `${now} → ${then}`;
}

type Times = (iso: string) => string;

/** To the minute, all alike, so that they stand below each other: 2026-11-02 03:15. */
function shortTimes(zone: string): Times {
  return (iso) => {
    const at = parseInstant(iso);
    if (at === undefined) return '-';
    const { date, minute } = localOf(at, zone);
    return `${date} ${wallText(minute)}`;
  };
}

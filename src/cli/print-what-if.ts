/** Prints what another configuration would have told: counts first, then examples of each difference. */
import type { AnswerOf } from '../api/endpoint.ts';
import type { lookAtWhatIf } from '../api/what-if.ts';
import { clipped, type Output } from './output.ts';
import { counted } from './print-faults.ts';

type Report = Extract<AnswerOf<typeof lookAtWhatIf>, { readonly state: 'done' }>['report'];
type Side = Report['now'];
type Wake = Side['wakes'][number];
type Example = Report['newly']['examples'][number];

const MOST_WAKES = 10;

export function printWhatIf(report: Report, file: string, out: Output): void {
  const { from, to, events, revision, historyBegins, now, then } = report;
  out.line(`${counted(events, 'event')} from ${short(from)} to ${short(to)}, all times UTC`);
  if (historyBegins !== undefined) out.line(`history begins ${short(historyBegins)}: nothing older is kept`);
  out.line(`revision ${revision}: ${sumOf(now)}`);
  out.line(`${file}: ${sumOf(then)}`);
  out.line('');
  out.table(
    report.receivers,
    [
      { title: 'receiver', value: (r) => r.receiver },
      { title: 'messages', value: (r) => change(r.now.messages, r.then.messages) },
      { title: 'of these pages', value: (r) => change(r.now.pages, r.then.pages) },
    ],
    'nobody would be told anything, by either',
  );
  printDifferences('Newly told', report.newly, 'until now', out);
  printDifferences('No longer told', report.noLonger, 'then', out);
  printWakes(then.wakes, then.woken, out);
}

function printDifferences(title: string, found: Report['newly'], other: string, out: Output): void {
  if (found.count === 0) return out.line(`\n${title}: nothing`);
  const by = found.receivers.map(({ receiver, count }) => `${receiver} ${count}`).join(', ');
  out.line(`\n${title}: ${found.count} (${by})`);
  for (const e of found.examples) {
    out.line(`  ${short(e.occurredAt)}  ${e.event}  ${clipped(e.name)}`);
    out.line(`    ${wordsOf(e)}; ${other} ${clipped(e.instead, 160)}`);
  }
  if (found.count > found.examples.length) out.line(`  … and ${found.count - found.examples.length} more`);
}

function wordsOf({ receiver, page, route }: Example): string {
  return `${page ? 'wakes' : 'tells'} ${clipped(receiver)}${routeText(route)}`;
}

function printWakes(wakes: readonly Wake[], woken: number, out: Output): void {
  if (woken === 0) return out.line('\nNobody would be woken.');
  out.line(`\nPeople would be woken ${woken === 1 ? 'once' : `${woken} times`}:`);
  for (const { at, person, reason, names, more, route } of wakes.slice(0, MOST_WAKES)) {
    const what = names.map((name) => clipped(name, 40)).join(', ');
    out.line(`  ${short(at)}  ${clipped(person)}: ${what}${more > 0 ? ` and ${more} more` : ''}`);
    out.line(`    ${clipped(reason, 160)}${routeText(route)}`);
  }
  if (woken > MOST_WAKES) out.line(`  … and ${woken - MOST_WAKES} more`);
}

function routeText(route: Example['route']): string {
  return route === undefined ? '' : ` by ${clipped(route.name ?? route.path)} (line ${route.line})`;
}

function sumOf({ messages, woken, unrouted }: Side): string {
  const lost = unrouted === 0 ? '' : `, ${counted(unrouted, 'alert')} that no route takes`;
  return `${counted(messages, 'message')}, people woken ${woken === 1 ? 'once' : `${woken} times`}${lost}`;
}

function change(now: number, then: number): string {
  return now === then ? String(now) : `${now} → ${then}`;
}

/** To the minute: 2026-11-02 03:15. */
function short(iso: string): string {
  return iso.slice(0, 16).replace('T', ' ');
}

/** Prints what another configuration would have told: counts first, then examples of each difference. */
import type { AnswerOf } from '../api/endpoint.ts';
import type { lookAtWhatIf } from '../api/what-if.ts';
import { clipped, type Output } from './output.ts';
import { counted } from './print-faults.ts';

type Report = Extract<AnswerOf<typeof lookAtWhatIf>, { readonly state: 'done' }>['report'];
type Side = Report['inForce'];
type Wake = Side['wakes'][number];

const MOST = 10;

export function printWhatIf(report: Report, file: string, out: Output): void {
  const { from, to, events, revision, historyBegins, inForce, changed } = report;
  out.line(`${counted(events, 'event')} from ${short(from)} to ${short(to)}, all times UTC`);
  if (historyBegins !== undefined) out.line(`history begins ${short(historyBegins)}: nothing older is kept`);
  out.line(`revision ${revision}: ${sumOf(inForce)}`);
  out.line(`${file}: ${sumOf(changed)}`);
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
  printDifferences('Newly told', report.newly, NEWLY, out);
  printDifferences('No longer told', report.noLonger, NO_LONGER, out);
  printWakes(changed.wakes, changed.woken, out);
}

const NEWLY = { tells: 'tells', wakes: 'wakes', other: 'until now' };
const NO_LONGER = { tells: 'told', wakes: 'woke', other: 'instead' };

function printDifferences(title: string, found: Report['newly'], words: typeof NEWLY, out: Output): void {
  if (found.count === 0) return out.line(`\n${title}: nothing`);
  const by = found.receivers.map(({ receiver, count }) => `${receiver} ${count}`).join(', ');
  out.line(`\n${title}: ${found.count} (${by})`);
  const shown = found.examples.toSorted((a, b) => a.at.localeCompare(b.at)).slice(0, MOST);
  for (const e of shown) {
    out.line(`  ${short(e.occurredAt)}  ${e.event}  ${clipped(e.name)}`);
    const act = `${e.page ? words.wakes : words.tells} ${clipped(e.receiver)}${routeText(e.route)}`;
    out.line(`    ${act}; ${words.other}: ${clipped(e.instead, 160)}`);
  }
  if (found.count > shown.length) out.line(`  … and ${found.count - shown.length} more`);
}

function printWakes(wakes: readonly Wake[], woken: number, out: Output): void {
  if (woken === 0) return out.line('\nNobody would be woken.');
  out.line(`\nPeople would be woken ${woken === 1 ? 'once' : `${woken} times`}:`);
  for (const { at, person, reason, names, more, route } of wakes.slice(0, MOST)) {
    const what = names.map((name) => clipped(name, 40)).join(', ');
    out.line(`  ${short(at)}  ${clipped(person)}: ${what}${more > 0 ? ` and ${more} more` : ''}`);
    out.line(`    ${clipped(reason, 160)}${routeText(route)}`);
  }
  if (woken > MOST) out.line(`  … and ${woken - MOST} more`);
}

function routeText(route: Wake['route']): string {
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

/** What a try found as one page to keep and to pass on: no scripts, nothing loaded from elsewhere, readable on a phone. */
import type { TriedMessage, TryReport } from '../app/story/try-history.ts';
import { localText } from '../domain/time/civil.ts';
import { html, htmlPage } from './page-html.ts';

/** `site` is how people call it. */
export function tryPage(report: TryReport, site: string): string {
  const { from, to, zone, failures, causes, messages, recoveries, woken, told, more, begins, complete } =
    report;
  const time = (at: TriedMessage['at']) => html(localText(at, zone));
  const wakes = told.filter(({ page }) => page);
  const parts = [
    `<p>${time(from)} to ${time(to)}. Nothing was sent, and nothing was changed in Tableau.</p>`,
    begins === undefined ? '' : `<p class="wrong">Tableau's history begins ${time(begins)}.</p>`,
    complete ? '' : '<p class="wrong">Tableau has more jobs than could be read.</p>',
    `<dl><dt>Failures</dt><dd>${failures}</dd><dt>Causes</dt><dd>${causes.length}</dd>`,
    `<dt>One message each</dt><dd>${failures}</dd><dt>Tabduty</dt><dd>${messages} about failures, ${recoveries} of recovery</dd><dt>Woken</dt><dd>${woken}</dd></dl>`,
    report.notReplayed.length === 0 ? '' : `<p>Not replayed:</p>${list(report.notReplayed.map(html))}`,
    `<h2>Causes</h2>${list(causes.map((c) => `${c.failures} × ${html(c.words)}`))}`,
    report.unexplained === 0 ? '' : `<p>${report.unexplained} failures have no cause that Tableau told.</p>`,
    `<h2>You would have been woken ${woken === 1 ? 'once' : `${woken} times`}</h2>${list(wakes.map((m) => messageText(m, zone)))}`,
    `<h2>All messages</h2>${list(told.map((m) => messageText(m, zone)))}`,
    more === 0 ? '' : `<p>… and ${more} more.</p>`,
  ];
  return htmlPage(`Tabduty on ${site}`, parts.join('\n'));
}

/** So many at once: a fortnight's messages are a long way to scroll on a phone. */
const FIRST = 10;

function list(items: readonly string[]): string {
  if (items.length === 0) return '<p>None.</p>';
  const others = items.slice(FIRST);
  return others.length === 0
    ? ordered(items, 1)
    : `${ordered(items.slice(0, FIRST), 1)}<details><summary>and ${others.length} more</summary>${ordered(others, FIRST + 1)}</details>`;
}

function ordered(items: readonly string[], start: number): string {
  return `<ol start="${start}">${items.map((i) => `<li>${i}</li>`).join('')}</ol>`;
}

function messageText({ at, to, title, summary, page }: TriedMessage, zone: string): string {
  const what = page ? `<strong>wakes ${html(to)}</strong>` : `to ${html(to)}`;
  return `${html(localText(at, zone))} ${what}: ${html(title)}. ${html(summary)}`;
}

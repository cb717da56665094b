/** The page behind a message's link: what fails, who has it, and buttons to take it. Showing it changes nothing. */
import { firingOf, type Link, type LinkDeps, type OpenedLink, openLink } from '../app/hand/open-link.ts';
import type { Store } from '../app/ports/store.ts';
import { storyOfIncarnation } from '../app/story/tell-story.ts';
import { localText } from '../domain/time/civil.ts';
import { durationText, type Instant } from '../domain/time/instant.ts';
import type { Incarnation } from '../domain/records.ts';
import { alertForm } from './alert-form.ts';
import { standingOf } from './alert-standing.ts';
import { html, htmlPage } from './page-html.ts';

export type PageDeps = LinkDeps & { readonly store: Store };

export type Page = { readonly status: number; readonly body: string };

/** What a page says above all else: what was just done, or what was wrong with it. */
export type Notice = { readonly kind: 'said' | 'wrong'; readonly text: string };

const MOST_ALERTS = 20;

export async function alertPage(deps: PageDeps, token: string, notice?: Notice): Promise<Page> {
  const link = await openLink(deps, token);
  const said = notice === undefined ? '' : `<p class="${notice.kind}" role="status">${html(notice.text)}</p>`;
  if (link.kind !== 'open') return closedPage(link, said);
  const status = notice?.kind === 'wrong' ? 422 : 200;
  const shown = link.alerts.slice(0, MOST_ALERTS);
  const sections = await Promise.all(shown.map((a) => alertSection(deps.store, a, link)));
  const more = link.alerts.length - shown.length;
  const body = [
    said,
    link.alerts.length === 1 ? reasonOf(link, link.alerts[0]) : '',
    `<p>${html(standingOf(link, deps.policy.current(), deps.clock.now()))}</p>`,
    link.others.length === 0
      ? ''
      : `<p>This is the worst of ${link.others.length + 1} that nobody has; what you press counts for all of them.</p>`,
    firingOf(link).length === 0 ? '' : alertForm(link, deps.policy.current()),
    ...sections,
    more > 0 ? `<p>and ${more} more</p>` : '',
  ].join('');
  return { status, body: htmlPage(link.notification.briefing.title.untrusted, body) };
}

function closedPage(link: Exclude<Link, OpenedLink>, said: string): Page {
  switch (link.kind) {
    case 'unknown':
      return {
        status: 404,
        body: htmlPage(
          'This link opens nothing',
          '<p>It is not one of this Tabduty, or a part of it is missing. Open the link from the message itself.</p>',
        ),
      };
    case 'expired':
      return {
        status: 410,
        body: htmlPage(
          'This link has expired',
          `<p>It was about: ${html(link.title)}</p><p>That has ended more than a day ago. If it fails again, there will be a new message.</p>`,
        ),
      };
    case 'all-taken':
      return {
        status: 200,
        body: htmlPage(link.title, `${said}<p>Each of these is over, or somebody has it.</p>`),
      };
    case 'told-only':
      return {
        status: 200,
        body: htmlPage(
          link.title,
          `<p>${link.of === 'test' ? 'Nothing is wrong: this was a test message.' : 'That message only told something. There is nothing to be done here.'}</p>`,
        ),
      };
  }
}

async function alertSection(store: Store, alert: Incarnation, link: OpenedLink): Promise<string> {
  const story = await storyOfIncarnation({ store }, alert);
  const known = link.known(alert);
  const zone = link.notification.briefing.zone;
  const time = (at: Instant) => localText(at, zone);
  const ended = alert.endedAt === undefined ? undefined : durationText(alert.endedAt - alert.openedAt);
  const state =
    alert.kind !== 'alert' ? alert.kind : alert.state === 'open' ? 'failing' : `ended after ${ended ?? '?'}`;
  const facts: readonly (readonly [string, string])[] = [
    ['State', state],
    ['Site', alert.source],
    ['Since', time(alert.openedAt)],
    ['Last', time(alert.lastAt)],
    ['In a row', String(alert.streak)],
    ...optional('Project', known.project),
    ...optional('Owner', known.owner),
  ];
  const reason = link.alerts.length === 1 ? '' : reasonOf(link, alert);
  const there = known.url === undefined ? '' : `<p><a href="${html(known.url)}">Open in Tableau</a></p>`;
  return [
    `<section><h2>${html(alert.name)} <small>#${alert.number}</small></h2>${reason}<dl>`,
    ...facts.map(([name, value]) => `<dt>${html(name)}</dt><dd>${html(value)}</dd>`),
    `</dl>${there}<details><summary>What happened</summary><ol>`,
    ...story.map((line) => `<li><time>${html(time(line.at))}</time> ${html(line.text)}</li>`),
    '</ol></details></section>',
  ].join('');
}

/** Of a single alert it stands above the buttons: it decides which of them is pressed. */
function reasonOf(link: OpenedLink, alert: Incarnation | undefined): string {
  const reason = alert && link.known(alert).reason;
  return reason === undefined ? '' : `<p>${html(reason.untrusted)}</p>`;
}

function optional(name: string, value: { readonly untrusted: string } | undefined): [string, string][] {
  return value === undefined ? [] : [[name, value.untrusted]];
}

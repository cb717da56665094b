/** Warnings about routes that are allowed, but will not do what their author thinks. */
import { EVENT_CATALOG } from '../domain/event-catalog.ts';
import type { Matcher, Route, SitePolicy } from '../domain/policy.ts';
import type { Findings, Path } from './fault.ts';

export function warnOfRoutes(
  routes: readonly Route[],
  sites: ReadonlyMap<string, SitePolicy>,
  findings: Findings,
): void {
  warnOfLevel(routes, ['routes'], sites, findings);
}

function warnOfLevel(
  routes: readonly Route[],
  at: Path,
  sites: ReadonlyMap<string, SitePolicy>,
  findings: Findings,
): void {
  routes.forEach((route, i) => {
    const here = [...at, i];
    const earlier = routes.slice(0, i).find((e) => !e.continue && takesAllOf(e, route));
    if (earlier)
      findings.warn(
        here,
        `is never reached: ${earlier.place.path} takes all of it`,
        'put it before that route',
      );
    if (route.tell === undefined && route.children.length === 0)
      findings.warn(here, 'tells nobody: what it takes is kept as unrouted', 'add tell:');
    if (route.rerunFirst !== undefined && sites.size > 0 && ![...sites.values()].some(allowsReruns))
      findings.warn(
        [...here, 'rerun_first'],
        'does nothing: no site allows reruns',
        'add actions: [rerun] to the site',
      );
    warnOfUnsentEvents(route, here, sites, findings);
    warnOfLevel(route.children, [...here, 'routes'], sites, findings);
  });
}

function allowsReruns({ actions }: SitePolicy): boolean {
  return actions.includes('rerun');
}

/** Certain cases only: each test of the earlier one holds whenever the later one's do. */
function takesAllOf(earlier: Route, later: Route): boolean {
  // A notice passes by a route that names no event.
  if (namesEventSomewhere(later) && !earlier.namesEvent) return false;
  return (
    earlier.match.every((e) => later.match.some((l) => l.label === e.label && isWider(e, l))) &&
    earlier.except.every((e) => later.except.some((l) => l.label === e.label && isWider(l, e)))
  );
}

function isWider(wide: Matcher, narrow: Matcher): boolean {
  return narrow.patterns.every(
    (pattern) => wide.patterns.includes(pattern) || (isLiteral(pattern) && wide.fits([pattern])),
  );
}

function isLiteral(pattern: string): boolean {
  return !/[*\\]/.test(pattern) && !pattern.startsWith('/');
}

function namesEventSomewhere(route: Route): boolean {
  return route.namesEvent || route.children.some(namesEventSomewhere);
}

/** A route may wait for events that no site is asked to send. */
function warnOfUnsentEvents(
  route: Route,
  at: Path,
  sites: ReadonlyMap<string, SitePolicy>,
  findings: Findings,
): void {
  const wanted = route.match.find((m) => m.label === 'event');
  if (wanted === undefined || sites.size === 0) return;
  const sent = new Set([...sites.values()].flatMap((s) => s.events));
  const fitting = EVENT_CATALOG.filter((e) => wanted.fits([e.event]));
  if (fitting.length === 0 || fitting.some((e) => sent.has(e.type))) return;
  const [first] = fitting;
  findings.warn(
    [...at, 'match', 'event'],
    'fits no event that a site is asked to send',
    `add ${first?.event ?? 'it'} to the events: of a site`,
  );
}

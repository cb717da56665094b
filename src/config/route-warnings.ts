/** Warnings about routes that are allowed, but will not do what their author thinks. */
import { EVENT_CATALOG } from '../domain/events/event-catalog.ts';
import type { LabelMapping, Route, SitePolicy } from '../domain/policy.ts';
import type { Matchable } from './compile-matchers.ts';
import type { Findings, Path } from './fault.ts';
import { impossibleIn, takesAllOf } from './matcher-logic.ts';

export function warnOfRoutes(
  routes: readonly Route[],
  sites: ReadonlyMap<string, SitePolicy>,
  known: Matchable,
  findings: Findings,
): void {
  warnOfLevel(routes, ['routes'], { match: [], except: [] }, { sites, known, findings });
}

export function warnOfMappings(
  mappings: readonly LabelMapping[],
  known: Matchable,
  findings: Findings,
): void {
  mappings.forEach((mapping, i) =>
    warnOfImpossible(mapping, ['labels', i], { match: [], except: [] }, { known, findings }),
  );
}

type Warning = {
  readonly sites: ReadonlyMap<string, SitePolicy>;
  readonly known: Matchable;
  readonly findings: Findings;
};

/** What holds of all that comes to a route from those above it. */
type Above = Pick<Route, 'match' | 'except'>;

function warnOfLevel(routes: readonly Route[], at: Path, above: Above, w: Warning): void {
  const { sites, findings, known } = w;
  routes.forEach((route, i) => {
    const here = [...at, i];
    const earlier = routes
      .slice(0, i)
      .find((e, j) => !e.continue && !isMisread(findings, [...at, j]) && hides(e, route, known));
    if (warnOfImpossible(route, here, above, w)) return;
    if (earlier)
      findings.warn(
        here,
        `is never reached: ${earlier.place.path} (line ${earlier.place.line}) takes all of it`,
        'put it before that route, or give that one continue: true',
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
    const both = {
      match: [...above.match, ...route.match],
      except: [...above.except, ...route.except],
    };
    warnOfLevel(route.children, [...here, 'routes'], both, w);
  });
}

/** A matcher with a fault is not there, so that the route seems to take more than it means to. */
function isMisread(findings: Findings, at: Path): boolean {
  return findings.isFaulty([...at, 'match']) || findings.isFaulty([...at, 'except']);
}

function allowsReruns({ actions }: SitePolicy): boolean {
  return actions.includes('rerun');
}

/** Answers whether it was one that can never match: what else is wrong with it does not matter then. */
function warnOfImpossible(
  tested: Above,
  at: Path,
  above: Above,
  { known, findings }: Pick<Warning, 'known' | 'findings'>,
): boolean {
  const found = impossibleIn(tested, above, known);
  if (found === undefined) return false;
  const { label, why } = found;
  const [sentence, remedy] = {
    excepted: ['all that it matches it excepts too', `take the ${label} out of match or except`],
    'excepted-above': [`a route above it excepts that ${label}`, 'move it out of that route'],
    'other-above': [`a route above it takes only another ${label}`, 'move it out of that route'],
  }[why];
  findings.warn([...at, 'match', label], `can never fit: ${sentence}`, remedy ?? '');
  return true;
}

function hides(earlier: Route, later: Route, known: Matchable): boolean {
  // A notice passes by a route that names no event.
  if (namesEventSomewhere(later) && !earlier.namesEvent) return false;
  return takesAllOf(earlier, later, known);
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

/** The routing tree: which routes take something with these labels, and why each did or did not. */
import { FACT_LABELS, FETCHED_LABELS, type Labels } from './labels.ts';
import type { Incarnation } from '../records.ts';
import type { Matcher, Policy, Route } from '../policy.ts';

export type RouteHit = { readonly route: Route };

/** What may be routed: an alert, or something that tells and has no end. */
type Kind = Incarnation['kind'];

/** One route that was looked at. `depth` is how far below the top it stands. */
export type RouteStep = {
  readonly route: Route;
  readonly depth: number;
  readonly answer: 'takes' | 'passes-down' | 'no';
  /** For people: "site is acme; tells ops". */
  readonly why: string;
};

/**
 * Depth-first: the first sibling that matches ends the scan unless it says `continue`, and a route is used itself only
 * when none of its children matched. A notice is seen only by routes that name an event: the others let it pass.
 */
export function routesFor(policy: Policy, labels: Labels, kind: Kind): readonly RouteHit[] {
  const taken: RouteHit[] = [];
  scan(policy.routes, labels, kind, (route) => {
    if (route.tell !== undefined) taken.push({ route });
  });
  return taken;
}

/** Whether a route may take it once the labels that Tableau must be asked for are known. */
export function mayTake(policy: Policy, labels: Labels, kind: Kind): boolean {
  const known = policy.usesFetchedLabels ? { ...policy, routes: policy.routes.map(withoutFetched) } : policy;
  return routesFor(known, labels, kind).length > 0;
}

/** Most successes are of interest to no route: that is seen without asking each. */
export function anyNamesEvent(routes: readonly Route[]): boolean {
  return routes.some((route) => route.namesEvent || anyNamesEvent(route.children));
}

/** Every route may then be passed by, so that none hides those behind it. */
function withoutFetched(route: Route): Route {
  // What is derived may depend on them.
  const isKnown = ({ label }: Matcher) =>
    FACT_LABELS.some((fact) => fact === label) && !FETCHED_LABELS.includes(label);
  return {
    ...route,
    match: route.match.filter(isKnown),
    except: route.except.filter(isKnown),
    continue: true,
    children: route.children.map(withoutFetched),
  };
}

/** Every route that the scan looks at, in its order. */
export function explainRoutes(policy: Policy, labels: Labels, kind: Kind): readonly RouteStep[] {
  const takers = new Set<Route>();
  scan(policy.routes, labels, kind, (route) => takers.add(route));
  const steps: RouteStep[] = [];
  explainLevel(policy.routes, { labels, kind, takers, steps }, 0);
  return steps;
}

/** A missing label satisfies no matcher of `match` and triggers none of `except`. */
export function matches(route: Pick<Route, 'match' | 'except'>, labels: Labels): boolean {
  return whyNot(route, labels) === undefined;
}

function scan(routes: readonly Route[], labels: Labels, kind: Kind, take: (route: Route) => void): boolean {
  let any = false;
  for (const route of routes) {
    if (!matches(route, labels)) continue;
    const below = scan(route.children, labels, kind, take);
    if (!below && kind === 'notice' && !route.namesEvent) continue;
    if (!below) take(route);
    any = true;
    if (!route.continue) break;
  }
  return any;
}

type Explaining = {
  readonly labels: Labels;
  readonly kind: Kind;
  readonly takers: ReadonlySet<Route>;
  readonly steps: RouteStep[];
};

function explainLevel(routes: readonly Route[], now: Explaining, depth: number): boolean {
  let any = false;
  for (const route of routes) {
    const refusal = whyNot(route, now.labels);
    if (refusal !== undefined) {
      now.steps.push({ route, depth, answer: 'no', why: refusal });
      continue;
    }
    const place = now.steps.length;
    const below = explainLevel(route.children, now, depth + 1);
    now.steps.splice(place, 0, { route, depth, ...verdict(route, below, now) });
    if (!below && !now.takers.has(route)) continue;
    any = true;
    if (!route.continue) break;
  }
  return any;
}

function verdict(route: Route, below: boolean, now: Explaining): Pick<RouteStep, 'answer' | 'why'> {
  const because =
    route.match.map((m) => `${m.label} is ${valuesOf(m, now.labels)}`).join(', ') || 'it matches all';
  if (below) return { answer: 'passes-down', why: `${because}; a route below takes it` };
  if (!now.takers.has(route))
    return {
      answer: 'no',
      why: `${because}, but it names no event, and only a route that does takes notices`,
    };
  if (route.tell === undefined)
    return { answer: 'no', why: `${because}, but neither it nor a route above says whom to tell` };
  return { answer: 'takes', why: `${because}; tells ${route.tell}` };
}

/** The first test that does not hold, in words; `undefined` when all hold. */
function whyNot(route: Pick<Route, 'match' | 'except'>, labels: Labels): string | undefined {
  for (const m of route.match)
    if (m.patterns.length === 0)
      return 'its matchers have a fault, so that it takes nothing until they are mended';
    else if (!fits(m, labels)) return `${m.label} is ${valuesOf(m, labels)}, not ${m.patterns.join(' or ')}`;
  for (const m of route.except)
    if (fits(m, labels)) return `${m.label} is ${valuesOf(m, labels)}, which it excepts`;
  return undefined;
}

function valuesOf(matcher: Matcher, labels: Labels): string {
  return labels[matcher.label]?.join(', ') || 'not known';
}

function fits(matcher: Matcher, labels: Labels): boolean {
  const values = labels[matcher.label];
  return values !== undefined && values.length > 0 && matcher.fits(values);
}

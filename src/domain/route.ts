/** The routing tree: which routes take something with these labels, and why each did or did not. */
import type { Labels } from './labels.ts';
import type { Matcher, Policy, Route } from './policy.ts';

export type RouteHit = { readonly route: Route };

/**
 * Depth-first: the first sibling that matches ends the scan unless it says `continue`, and a route is used itself only
 * when none of its children matched. Only a route that names an event takes notices.
 */
export function routesFor(policy: Policy, labels: Labels, kind: 'alert' | 'notice'): readonly RouteHit[] {
  return hitsIn(policy.routes, labels, kind).filter(({ route }) => takes(route, kind));
}

function hitsIn(routes: readonly Route[], labels: Labels, kind: 'alert' | 'notice'): RouteHit[] {
  const hits: RouteHit[] = [];
  for (const route of routes) {
    if (!matches(route, labels)) continue;
    const below = hitsIn(route.children, labels, kind);
    hits.push(...(below.length > 0 ? below : [{ route }]));
    if (!route.continue) break;
  }
  return hits;
}

function takes(route: Route, kind: 'alert' | 'notice'): boolean {
  return route.tell !== undefined && (kind === 'alert' || route.namesEvent);
}

/** A missing label satisfies no matcher of `match` and triggers none of `except`. */
export function matches(route: Pick<Route, 'match' | 'except'>, labels: Labels): boolean {
  return route.match.every((m) => fits(m, labels)) && !route.except.some((m) => fits(m, labels));
}

function fits(matcher: Matcher, labels: Labels): boolean {
  const values = labels[matcher.label];
  return values !== undefined && values.length > 0 && matcher.fits(values);
}

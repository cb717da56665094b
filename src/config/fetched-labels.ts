/** Routes that test what Tableau must be asked for, on sites that it cannot be asked about: they would never match. */
import { hasSignIn } from '../domain/policy.ts';
import { FETCHED_LABELS } from '../domain/routing/labels.ts';
import type { LabelMapping, Matcher, Route, SitePolicy } from '../domain/policy.ts';
import type { Findings, Path } from './fault.ts';

/** A route, or a mapping of labels. */
type Tested = Pick<LabelMapping, 'match' | 'except'> & { readonly children?: readonly Tested[] };

export function usesFetchedLabels(all: readonly Tested[]): boolean {
  return all.some(
    ({ match, except, children = [] }) =>
      [...match, ...except].some(isFetched) || usesFetchedLabels(children),
  );
}

export function refuseUnaskedLabels(
  routes: readonly Route[],
  mappings: readonly LabelMapping[],
  sites: ReadonlyMap<string, SitePolicy>,
  findings: Findings,
): void {
  const unasked = [...sites.values()].filter((site) => !hasSignIn(site)).map(({ slug }) => slug);
  if (unasked.length === 0) return;
  refuseLevel(mappings, ['labels'], unasked, findings);
  refuseLevel(routes, ['routes'], unasked, findings);
}

/** `unasked` are the sites without a token whose alerts may come so far down the tree. */
function refuseLevel(
  routes: readonly Tested[],
  at: Path,
  unasked: readonly string[],
  findings: Findings,
): void {
  routes.forEach((route, i) => {
    const here = [...at, i];
    const reaching = unasked.filter((slug) => mayCome(route, slug));
    const [site] = reaching;
    if (site === undefined) return;
    for (const part of ['match', 'except'] as const)
      for (const { label } of route[part].filter(isFetched))
        findings.fault(
          [...here, part, label],
          `Tableau must be asked for the ${label}, and sites.${site} has no token to ask with`,
          {
            remedy: `add pat: { name, secret } to sites.${site}, or name the sites that have one in match: site:`,
          },
        );
    refuseLevel(route.children ?? [], [...here, 'routes'], reaching, findings);
  });
}

function mayCome({ match, except }: Tested, slug: string): boolean {
  const isSite = ({ label }: Matcher) => label === 'site' || label === 'source';
  return (
    match.filter(isSite).every((m) => m.fits([slug])) && !except.filter(isSite).some((m) => m.fits([slug]))
  );
}

function isFetched({ label }: Matcher): boolean {
  return FETCHED_LABELS.includes(label);
}

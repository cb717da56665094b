/** `routes`: the routing tree, with what children inherit filled in and an identity for each route. */
import { createHash } from 'node:crypto';
import type { Matcher, Route } from '../domain/policy.ts';
import { type Checking, isMap, placeOf } from './checking.ts';
import { compileDigest } from './compile-digest.ts';
import { compileGroupBy } from './compile-group-by.ts';
import { compileTests, type DeclaredLabels } from './compile-matchers.ts';
import type { Path } from './fault.ts';
import { durationText } from '../domain/time/instant.ts';
import { hint } from '../domain/nearest.ts';
import { checked } from './schema-faults.ts';
import { DEFAULTS, routeSchema } from './schema.ts';

/** What routes refer to, by name. Names count even where what they name has faults of its own. */
export type RouteNames = {
  readonly receivers: readonly string[];
  readonly sites: readonly string[];
  readonly declared: DeclaredLabels;
  readonly quietTimes: readonly string[];
  readonly escalations: readonly string[];
  /** The zone of a time that names none. */
  readonly usualZone: string;
};

type Inherited = Pick<
  Route,
  | 'tell'
  | 'note'
  | 'title'
  | 'groupBy'
  | 'groupWait'
  | 'groupInterval'
  | 'repeatInterval'
  | 'afterFailures'
  | 'page'
  | 'ackCovers'
  | 'rerunFirst'
  | 'digest'
  | 'flapping'
  | 'namesEvent'
> & {
  /** Matchers of the ancestors, for the identity. */
  readonly above: readonly string[];
};

const TOP: Inherited = {
  tell: undefined,
  note: undefined,
  title: undefined,
  groupBy: DEFAULTS.groupBy,
  groupWait: DEFAULTS.groupWait,
  groupInterval: DEFAULTS.groupInterval,
  repeatInterval: DEFAULTS.repeatInterval,
  afterFailures: 1,
  page: undefined,
  ackCovers: 'cause',
  flapping: DEFAULTS.flapping,
  namesEvent: false,
  above: [],
};

const DEEPEST = 10;

export function compileRoutes(value: unknown, names: RouteNames, checking: Checking): readonly Route[] {
  const routes = compileLevel(value, ['routes'], TOP, names, checking);
  refuseTwins(routes, checking);
  return routes;
}

function compileLevel(
  value: unknown,
  at: Path,
  inherited: Inherited,
  names: RouteNames,
  checking: Checking,
): readonly Route[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) {
    checking.findings.fault(at, 'must be a list of routes', { remedy: 'begin each with "- "' });
    return [];
  }
  if (at.length > DEEPEST * 2) {
    checking.findings.fault(at, `is deeper than ${DEEPEST} levels`);
    return [];
  }
  return value.flatMap((given, i) => compileRoute(given, [...at, i], inherited, names, checking) ?? []);
}

function compileRoute(
  given: unknown,
  at: Path,
  inherited: Inherited,
  names: RouteNames,
  checking: Checking,
): Route | undefined {
  const { findings } = checking;
  const raw = isMap(given) ? given : {};
  checkReferences(raw, at, names, checking);
  const own = checked<typeof routeSchema._output>(routeSchema, given, at, { findings, section: 'route' });
  const { match, except } = compileTests(raw, at, names, checking);
  const next: Inherited = {
    tell: own?.tell ?? inherited.tell,
    note: own?.note ?? inherited.note,
    title: own?.title ?? inherited.title,
    groupBy:
      compileGroupBy(own?.group_by, [...at, 'group_by'], names.declared, checking) ?? inherited.groupBy,
    groupWait: own?.group_wait ?? inherited.groupWait,
    groupInterval: own?.group_interval ?? inherited.groupInterval,
    repeatInterval: own?.repeat_interval ?? inherited.repeatInterval,
    afterFailures: own?.after_failures ?? inherited.afterFailures,
    page: own?.page ?? inherited.page,
    ackCovers: own?.ack_covers ?? inherited.ackCovers,
    rerunFirst: waitOf(own?.rerun_first, inherited.rerunFirst),
    flapping: flappingOf(own?.flapping, inherited.flapping),
    digest: compileDigest(own?.digest, [...at, 'digest'], inherited.digest, names.usualZone, checking),
    namesEvent: inherited.namesEvent || match.some((m) => m.label === 'event'),
    above: [...inherited.above, canonical(match), canonical(except)],
  };
  if (own?.repeat_interval !== undefined || own?.group_interval !== undefined) warnOfPace(next, at, checking);
  const children = compileLevel(raw['routes'], [...at, 'routes'], next, names, checking);
  if (own === undefined) return undefined;
  const { above, ...settings } = next;
  return {
    ...settings,
    id: own.was ?? own.name ?? hashOf(above, next.tell),
    name: own.name,
    place: placeOf(at, findings),
    match,
    except,
    continue: own.continue ?? false,
    quiet: typeof own.quiet === 'string' ? [own.quiet] : (own.quiet ?? []),
    children,
  };
}

function warnOfPace({ repeatInterval, groupInterval }: Inherited, at: Path, { findings }: Checking): void {
  if (repeatInterval >= groupInterval) return;
  findings.warn(
    at,
    `repeats what was told every ${durationText(repeatInterval)} (repeat_interval), sooner than anything new is told (group_interval ${durationText(groupInterval)})`,
    'make repeat_interval the longer one',
  );
}

function waitOf(
  given: boolean | { readonly wait: number } | undefined,
  inherited: number | undefined,
): number | undefined {
  if (given === undefined) return inherited;
  if (typeof given === 'boolean') return given ? DEFAULTS.rerunWait : undefined;
  return given.wait;
}

function flappingOf(
  given: (typeof routeSchema._output)['flapping'],
  inherited: Route['flapping'],
): Route['flapping'] {
  if (given === undefined) return inherited;
  if (given === 'off') return undefined;
  const { changes, within, stableFor } = inherited ?? DEFAULTS.flapping;
  return {
    changes: given.changes ?? changes,
    within: given.within ?? within,
    stableFor: given.stable_for ?? stableFor,
  };
}

function checkReferences(
  raw: Readonly<Record<string, unknown>>,
  at: Path,
  names: RouteNames,
  { findings, templates }: Checking,
): void {
  const { tell, title, was, name, quiet, page } = raw;
  if (typeof page === 'string' && !names.escalations.includes(page))
    findings.fault([...at, 'page'], `there is no escalation "${page}"`, hint(page, names.escalations));
  if (typeof tell === 'string' && !names.receivers.includes(tell))
    findings.fault([...at, 'tell'], `there is no receiver "${tell}"`, hint(tell, names.receivers));
  if (Array.isArray(tell))
    findings.fault([...at, 'tell'], 'must be one receiver', {
      remedy:
        'for several, give one receiver several destinations, or write another route and continue: true',
    });
  if (Array.isArray(tell)) findings.spoil([...at, 'tell']);
  (Array.isArray(quiet) ? quiet : [quiet]).forEach((time: unknown, i) => {
    if (typeof time !== 'string' || names.quietTimes.includes(time)) return;
    const where = Array.isArray(quiet) ? [...at, 'quiet', i] : [...at, 'quiet'];
    findings.fault(
      where,
      `there is no quiet time "${time}"`,
      names.quietTimes.length === 0
        ? { remedy: 'describe it under quiet_times:' }
        : hint(time, names.quietTimes),
    );
  });
  const fault = typeof title === 'string' ? templates.check(title) : undefined;
  if (fault !== undefined) findings.fault([...at, 'title'], fault);
  if (was !== undefined && name === undefined)
    findings.fault([...at, 'was'], 'renames a route that has no name now', { remedy: 'add name:' });
}

/** Groups are found by their route's identity, so no two routes may share one. */
function refuseTwins(routes: readonly Route[], { findings }: Checking): void {
  const seen = new Map<string, Route>();
  const look = (route: Route, at: Path) => {
    const twin = seen.get(route.id);
    if (twin === undefined) seen.set(route.id, route);
    else if (route.name === undefined)
      findings.fault(at, `has the same matchers and receiver as ${twin.place.path}`, {
        remedy: 'remove one, or give each a name:',
      });
    else
      findings.fault(
        [...at, route.id === route.name ? 'name' : 'was'],
        `"${route.id}" is taken by ${twin.place.path}`,
        {
          remedy: 'choose another name',
        },
      );
    route.children.forEach((child, i) => look(child, [...at, 'routes', i]));
  };
  routes.forEach((route, i) => look(route, ['routes', i]));
}

/** The same tests in another order are the same. */
function canonical(matchers: readonly Matcher[]): string {
  return JSON.stringify(
    matchers.map((m) => [m.label, m.patterns.toSorted()] as const).toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}

function hashOf(matchers: readonly string[], tell: string | undefined): string {
  const text = JSON.stringify([matchers, tell ?? null]);
  return `route-${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
}

/** Who hears of Tabduty's own troubles: by which route when none of the configuration's takes them, and which ways. */
import { HOUR, MINUTE, SECOND } from '../time/instant.ts';
import { OWN_SOURCE } from './own-conditions.ts';
import type { DestinationRef, Policy, Route } from '../policy.ts';
import type { Incarnation } from '../records.ts';

/** The receivers of `operators:` as one; no receiver can be called so. */
export const OPERATORS = '@operators';

/**
 * The route that stands after all others, for the source "tabduty" alone; and for every alert while a route has a fault,
 * for that one may have been meant to take it.
 */
export function operatorsRoute(
  policy: Policy,
  { source, kind }: Pick<Incarnation, 'source' | 'kind'>,
): Route | undefined {
  const isLeft = kind === 'alert' && policy.leftOut?.some((path) => path.startsWith('routes'));
  if (policy.operators.length === 0 || (source !== OWN_SOURCE && isLeft !== true)) return undefined;
  return {
    id: OPERATORS,
    name: undefined,
    place: { path: 'operators', line: policy.operatorsLine },
    match: [],
    except: [],
    continue: false,
    tell: OPERATORS,
    note: undefined,
    title: undefined,
    groupBy: ['condition'],
    groupWait: 10 * SECOND,
    groupInterval: 5 * MINUTE,
    repeatInterval: 4 * HOUR,
    quiet: [],
    afterFailures: 1,
    page: undefined,
    ackCovers: 'cause',
    namesEvent: false,
    children: [],
  };
}

function destinationsOf(policy: Policy, receiver: string): readonly DestinationRef[] {
  if (receiver !== OPERATORS) return policy.receivers.get(receiver)?.destinations ?? [];
  return policy.operators.flatMap((name) => policy.receivers.get(name)?.destinations ?? []);
}

export type Ways = {
  readonly open: readonly DestinationRef[];
  /** Those on a lane that is itself what does not work, left out since there are others. */
  readonly avoided: readonly DestinationRef[];
};

/**
 * The destinations of a receiver, without those on a failing lane. When none of its own is left, the operators' are
 * taken; when no other way is left at all, the failing ones are, for they may work again before long.
 */
export function waysTo(
  policy: Policy,
  receiver: string,
  failing: ReadonlySet<string>,
  laneOf: (destination: DestinationRef) => string,
): Ways {
  const given = destinationsOf(policy, receiver);
  // Its destinations may be what has a fault, such as a secret that is gone.
  const own = given.length > 0 || policy.leftOut === undefined ? given : destinationsOf(policy, OPERATORS);
  // Nearly always: no address need be looked into.
  if (failing.size === 0 && own.length > 0) return { open: own, avoided: [] };
  const works = (d: DestinationRef) => !failing.has(laneOf(d));
  const healthy = own.filter(works);
  const open = healthy.length > 0 ? healthy : destinationsOf(policy, OPERATORS).filter(works);
  return open.length === 0 || own.length === 0
    ? { open: own, avoided: [] }
    : { open, avoided: own.filter((d) => !works(d)) };
}

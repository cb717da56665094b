/** `ways` of a person: destinations like those of a receiver, in order, each with the time after which it is tried. */
import type { PersonWay, Receiver } from '../domain/policy.ts';
import { waysReceiver } from '../domain/policy.ts';
import { type Checking, isMap } from './checking.ts';
import { type Accounts, compileDestinations, commonZone } from './compile-receivers.ts';
import type { SitePolicy } from '../domain/policy.ts';
import { parseDuration } from './durations.ts';
import type { Path } from './fault.ts';
import { DEFAULTS } from './schema.ts';

type Compiled = { readonly ways: readonly PersonWay[]; readonly receiver: Receiver };

const LONGEST_HOURS = 24;

export function compileWays(
  person: { readonly slug: string; readonly timeZone: string | undefined },
  value: readonly unknown[],
  at: Path,
  accounts: Accounts,
  sites: ReadonlyMap<string, SitePolicy>,
  checking: Checking,
): Compiled {
  const name = waysReceiver(person.slug);
  const waits = value.map((item, i) => waitOf(item, [...at, i], i, checking));
  const bare = value.map((item) => {
    if (!isMap(item)) return item;
    const { after: _, ...rest } = item;
    return rest;
  });
  const { destinations, indexes } = compileDestinations(name, bare, at, accounts, checking);
  return {
    ways: destinations.map(({ id }, i) => ({ destinationId: id, after: waits[indexes[i] ?? 0] ?? 0 })),
    receiver: {
      name,
      // A machine that is told of each wakes nobody by itself.
      destinations: destinations.map((ref) =>
        checking.registry.get(ref.type)?.forMachines === true
          ? ref
          : { ...ref, atMost: DEFAULTS.pagesAtMost },
      ),
      detail: DEFAULTS.detail,
      locale: DEFAULTS.locale,
      timeZone: person.timeZone ?? commonZone(sites),
      place: { path: `people.${person.slug}.ways`, line: checking.findings.lineOf(at) },
    },
  };
}

function waitOf(item: unknown, at: Path, i: number, { findings }: Checking): number {
  const given = isMap(item) ? item['after'] : undefined;
  if (given === undefined) return 0;
  const wait = typeof given === 'string' ? parseDuration(given) : undefined;
  if (wait === undefined || wait > LONGEST_HOURS * 3_600_000)
    findings.fault([...at, 'after'], 'must be a duration such as 5m, at most 24h');
  else if (i === 0 && wait > 0)
    findings.fault([...at, 'after'], 'does not belong to the first way: it is tried at once', {
      remedy: 'remove it, or put another way before it',
    });
  return wait ?? 0;
}

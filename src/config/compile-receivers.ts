/** `receivers` and `accounts`: who reads and by which ways, each setting checked by its destination's own schema. */
import type { DestinationType } from '../app/ports/destination.ts';
import type { DestinationRef, Receiver, SitePolicy } from '../domain/policy.ts';
import { type Checking, entriesOf, isMap, placeOf } from './checking.ts';
import type { Path } from './fault.ts';
import { hint } from './nearest.ts';
import { warnOfPlainSecrets } from './plain-secrets.ts';
import { checked } from './schema-faults.ts';
import { DEFAULTS, receiverOptions } from './schema.ts';

export type Account = { readonly type: string; readonly settings: unknown };

export function compileAccounts(value: unknown, checking: Checking): ReadonlyMap<string, Account> {
  const accounts = new Map<string, Account>();
  for (const [name, given] of entriesOf(value, ['accounts'], checking.findings)) {
    const found = onlyKind(given, ['accounts', name], checking);
    if (found === undefined) continue;
    const { type, at, settings } = found;
    if (type.account === undefined) {
      checking.findings.fault(at, `a destination of the kind ${type.type} uses no account`, {
        remedy: 'write its settings in the receiver',
        aim: 'key',
      });
      continue;
    }
    const data = checked(type.account, settings, at, checking);
    warnOfPlainSecrets(type.account, at, checking);
    if (data !== undefined) accounts.set(name, { type: type.type, settings: data });
  }
  return accounts;
}

export function compileReceivers(
  value: unknown,
  accounts: { readonly named: ReadonlySet<string>; readonly ready: ReadonlyMap<string, Account> },
  sites: ReadonlyMap<string, SitePolicy>,
  checking: Checking,
): ReadonlyMap<string, Receiver> {
  const receivers = new Map<string, Receiver>();
  for (const [name, given] of entriesOf(value, ['receivers'], checking.findings)) {
    const at = ['receivers', name];
    const long = Array.isArray(given) ? { destinations: given } : given;
    const options = checked<typeof receiverOptions._output>(receiverOptions, long, at, {
      findings: checking.findings,
      section: 'receiver',
    });
    const list = Array.isArray(given) ? at : [...at, 'destinations'];
    const items = isMap(long) && Array.isArray(long['destinations']) ? long['destinations'] : [];
    const destinations = items.flatMap(
      (item, i) => destinationOf(name, item, [...list, i], accounts, checking) ?? [],
    );
    if (Array.isArray(isMap(long) && long['destinations']) && items.length === 0)
      checking.findings.fault(at, 'has no destination', {
        remedy: `add one, such as - teams: { url: "\${secret:${name}}" }`,
      });
    if (options === undefined) continue;
    receivers.set(name, {
      name,
      destinations: numbered(name, destinations),
      detail: options.detail ?? DEFAULTS.detail,
      locale: options.locale ?? DEFAULTS.locale,
      timeZone: options.time_zone ?? commonZone(sites),
      place: placeOf(at, checking.findings),
    });
  }
  return receivers;
}

type Kind = { readonly type: DestinationType; readonly at: Path; readonly settings: unknown };

/** `{ <type>: settings }` */
function onlyKind(given: unknown, at: Path, { findings, registry }: Checking): Kind | undefined {
  const kinds = [...registry.keys()];
  const example = { remedy: `write { ${kinds[0] ?? 'kind'}: { … } }` };
  if (!isMap(given)) return findings.fault(at, 'must be a map with one kind of destination', example);
  const [name, ...others] = Object.keys(given);
  if (name === undefined) return findings.fault(at, 'says no kind of destination', example);
  if (others.length > 0 && kinds.filter((k) => k in given).length !== 1)
    return findings.fault(at, `must have one kind of destination, and has ${[name, ...others].join(', ')}`, {
      remedy: kinds.includes(name) ? 'give each its own - in the list' : (example.remedy ?? ''),
    });
  const key = others.length === 0 ? name : (kinds.find((k) => k in given) ?? name);
  for (const other of [name, ...others].filter((k) => k !== key))
    findings.fault([...at, other], `does not belong beside ${key}`, {
      remedy: `indent it below ${key}`,
      aim: 'key',
    });
  const type = registry.get(key);
  if (type === undefined)
    return findings.fault([...at, key], 'is no kind of destination', { ...hint(key, kinds), aim: 'key' });
  return { type, at: [...at, key], settings: given[key] };
}

function destinationOf(
  receiver: string,
  given: unknown,
  place: Path,
  accounts: { readonly named: ReadonlySet<string>; readonly ready: ReadonlyMap<string, Account> },
  checking: Checking,
): Omit<DestinationRef, 'id'> | undefined {
  const found = onlyKind(given, place, checking);
  if (found === undefined) return undefined;
  const { type, at, settings } = found;
  const usesAccount = type.account !== undefined;
  const { account: accountName, ...rest } = isMap(settings) ? settings : { account: undefined };
  const account = usesAccount
    ? accountOf(accountName, type, [...at, 'account'], accounts, checking)
    : undefined;
  const address = checked(type.address, usesAccount && isMap(settings) ? rest : settings, at, checking);
  warnOfPlainSecrets(type.address, at, checking);
  if (address === undefined || (usesAccount && account === undefined)) return undefined;
  return {
    receiver,
    type: type.type,
    account: account?.settings,
    address,
    place: placeOf(place, checking.findings),
  };
}

function accountOf(
  name: unknown,
  type: DestinationType,
  at: Path,
  accounts: { readonly named: ReadonlySet<string>; readonly ready: ReadonlyMap<string, Account> },
  { findings }: Checking,
): Account | undefined {
  const known = [...accounts.named];
  if (typeof name !== 'string') return findings.fault(at, 'is missing', { remedy: 'name one of accounts:' });
  const account = accounts.ready.get(name);
  if (!accounts.named.has(name)) findings.fault(at, `there is no account "${name}"`, hint(name, known));
  else if (account && account.type !== type.type) {
    findings.fault(at, `is an account of the kind ${account.type}, not ${type.type}`);
    return undefined;
  }
  return account;
}

/** Ids stay the same when destinations of other kinds come and go. */
function numbered(
  name: string,
  destinations: readonly Omit<DestinationRef, 'id'>[],
): readonly DestinationRef[] {
  const counts = new Map<string, number>();
  return destinations.map((destination) => {
    const n = (counts.get(destination.type) ?? 0) + 1;
    counts.set(destination.type, n);
    return {
      ...destination,
      id: n === 1 ? `${name}/${destination.type}` : `${name}/${destination.type}/${n}`,
    };
  });
}

/** The zone of the sites when they share one. */
function commonZone(sites: ReadonlyMap<string, SitePolicy>): string {
  const zones = new Set([...sites.values()].map((s) => s.timeZone));
  const [only] = zones;
  return only !== undefined && zones.size === 1 ? only : 'UTC';
}

/** `receivers` and `accounts`: who reads and by which ways, each setting checked by its destination's own schema. */
import type { DestinationType, SettingsSchema } from '../app/ports/destination.ts';
import type { DestinationRef, Receiver, SitePolicy } from '../domain/policy.ts';
import { type Checking, entriesOf, isMap, placeOf } from './checking.ts';
import type { Path } from './fault.ts';
import { hint } from '../domain/nearest.ts';
import { warnOfPlainSecrets } from './plain-secrets.ts';
import { checked } from './schema-faults.ts';
import { DEFAULTS, receiverOptions } from './schema.ts';

export type Accounts = {
  readonly named: ReadonlySet<string>;
  readonly ready: ReadonlyMap<string, Account>;
};

export type Account = { readonly kind: string; readonly settings: unknown };

export function compileAccounts(value: unknown, checking: Checking): ReadonlyMap<string, Account> {
  const accounts = new Map<string, Account>();
  for (const [name, given] of entriesOf(value, ['accounts'], checking.findings)) {
    const found = onlyKind(given, ['accounts', name], ACCOUNT, accountKinds(checking), checking);
    if (found === undefined) continue;
    const { kind, at, settings } = found;
    const data = checked(found.of, settings, at, checking);
    warnOfPlainSecrets(found.of, at, checking);
    if (data !== undefined) accounts.set(name, { kind, settings: data });
  }
  return accounts;
}

export function compileReceivers(
  value: unknown,
  accounts: Accounts,
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
    const { destinations } = compileDestinations(name, items, list, accounts, checking);
    if (Array.isArray(isMap(long) && long['destinations']) && items.length === 0)
      checking.findings.fault(at, 'has no destination', {
        remedy: `add one, such as - teams: { url: "\${secret:${name}}" }`,
      });
    if (options === undefined) continue;
    receivers.set(name, {
      name,
      destinations: destinations.map((ref) => ({
        ...ref,
        ...(options.shadow === true ? { shadow: true } : {}),
        ...limitOf(options.at_most, ref, checking),
      })),
      fallback: fallbackOf(name, options.fallback, at, Object.keys(isMap(value) ? value : {}), checking),
      detail: options.detail ?? DEFAULTS.detail,
      mentions: options.mentions ?? DEFAULTS.mentions,
      locale: options.locale ?? DEFAULTS.locale,
      timeZone: options.time_zone ?? commonZone(sites),
      place: placeOf(at, checking.findings),
    });
  }
  return receivers;
}

/** Where machines read, each message counts: nothing is told as one unless somebody says so. */
function limitOf(
  given: (typeof receiverOptions._output)['at_most'],
  { type }: DestinationRef,
  { registry }: Checking,
): Pick<DestinationRef, 'atMost'> {
  if (given === 'off' || (given === undefined && registry.get(type)?.forMachines === true)) return {};
  const { messages, within } = DEFAULTS.atMost;
  return { atMost: { messages: given?.messages ?? messages, within: given?.within ?? within } };
}

/** A list of destinations; `indexes` says where in the list each stood. */
export function compileDestinations(
  receiver: string,
  items: readonly unknown[],
  at: Path,
  accounts: Accounts,
  checking: Checking,
): { readonly destinations: readonly DestinationRef[]; readonly indexes: readonly number[] } {
  const found = items.flatMap((item, i) => {
    const one = destinationOf(receiver, item, [...at, i], accounts, checking);
    return one === undefined ? [] : [{ one, i }];
  });
  return {
    destinations: numbered(
      receiver,
      found.map(({ one }) => one),
    ),
    indexes: found.map(({ i }) => i),
  };
}

function fallbackOf(
  name: string,
  fallback: string | undefined,
  at: Path,
  known: readonly string[],
  { findings }: Checking,
): string | undefined {
  if (fallback === undefined) return undefined;
  const others = known.filter((k) => k !== name);
  if (others.includes(fallback)) return fallback;
  const what = fallback === name ? 'must be another receiver' : `there is no receiver "${fallback}"`;
  return findings.fault([...at, 'fallback'], what, hint(fallback, others));
}

/** What its accounts are called; nothing for a type that uses none. */
export function accountKindOf(type: DestinationType): string | undefined {
  return type.account === undefined ? undefined : (type.accountKind ?? type.type);
}

function accountKinds({ registry }: Checking): ReadonlyMap<string, SettingsSchema> {
  return new Map(
    [...registry.values()].flatMap((type) => {
      const kind = accountKindOf(type);
      return kind === undefined || type.account === undefined ? [] : [[kind, type.account] as const];
    }),
  );
}

const DESTINATION = 'kind of destination';
const ACCOUNT = 'kind of account';

type Kind<T> = { readonly kind: string; readonly of: T; readonly at: Path; readonly settings: unknown };

/** `{ <kind>: settings }` */
function onlyKind<T>(
  given: unknown,
  at: Path,
  what: typeof DESTINATION | typeof ACCOUNT,
  known: ReadonlyMap<string, T>,
  { findings, registry }: Checking,
): Kind<T> | undefined {
  const kinds = [...known.keys()];
  const example = { remedy: `write { ${kinds[0] ?? 'kind'}: { … } }` };
  if (!isMap(given)) return findings.fault(at, `must be a map with one ${what}`, example);
  const [name, ...others] = Object.keys(given);
  if (name === undefined) return findings.fault(at, `says no ${what}`, example);
  if (others.length > 0 && kinds.filter((k) => k in given).length !== 1)
    return findings.fault(at, `must have one ${what}, and has ${[name, ...others].join(', ')}`, {
      remedy: kinds.includes(name) ? 'give each its own - in the list' : (example.remedy ?? ''),
    });
  const key = others.length === 0 ? name : (kinds.find((k) => k in given) ?? name);
  for (const other of [name, ...others].filter((k) => k !== key))
    findings.fault([...at, other], `does not belong beside ${key}`, {
      remedy: `indent it below ${key}`,
      aim: 'key',
    });
  const of = known.get(key);
  if (of !== undefined) return { kind: key, of, at: [...at, key], settings: given[key] };
  const type = registry.get(key);
  if (what === ACCOUNT && type !== undefined) {
    const kind = accountKindOf(type);
    return kind === undefined
      ? findings.fault([...at, key], `a destination of the kind ${key} uses no account`, {
          remedy: 'write its settings in the receiver',
          aim: 'key',
        })
      : findings.fault([...at, key], `the account of a destination of the kind ${key} is called ${kind}`, {
          remedy: `write ${kind}: instead`,
          aim: 'key',
        });
  }
  return findings.fault([...at, key], `is no ${what}`, { ...hint(key, kinds), aim: 'key' });
}

function destinationOf(
  receiver: string,
  given: unknown,
  place: Path,
  accounts: Accounts,
  checking: Checking,
): Omit<DestinationRef, 'id'> | undefined {
  const found = onlyKind(given, place, DESTINATION, checking.registry, checking);
  if (found === undefined) return undefined;
  const { of: type, at, settings } = found;
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

export function accountOf(
  name: unknown,
  type: DestinationType,
  at: Path,
  accounts: Accounts,
  { findings }: Checking,
): Account | undefined {
  const known = [...accounts.named];
  const kind = accountKindOf(type);
  if (typeof name !== 'string')
    return findings.fault(at, 'is missing', {
      remedy: `name an account: accounts: { NAME: { ${kind}: { … } } }`,
    });
  const account = accounts.ready.get(name);
  if (!accounts.named.has(name)) findings.fault(at, `there is no account "${name}"`, hint(name, known));
  else if (account && account.kind !== kind) {
    findings.fault(at, `is an account of the kind ${account.kind}, not ${kind}`);
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
export function commonZone(sites: ReadonlyMap<string, SitePolicy>): string {
  const zones = new Set([...sites.values()].map((s) => s.timeZone));
  const [only] = zones;
  return only !== undefined && zones.size === 1 ? only : 'UTC';
}

/** Configuration text to policy: everything that is wrong with it at once, or the policy that it says. */
import type { ConfigCheck, SecretSource } from '../app/ports/config.ts';
import type { DestinationRegistry } from '../app/ports/destination.ts';
import type { Regexes } from '../app/ports/regex.ts';
import type { Templates } from '../app/ports/templates.ts';
import type { Policy, Receiver } from '../domain/policy.ts';
import { type Checking, isMap } from './checking.ts';
import { compileInhibitions, compileQuietTimes } from './compile-quiet.ts';
import { compileLabels } from './compile-labels.ts';
import { compileEscalations } from './compile-escalations.ts';
import { compileFreshness } from './compile-freshness.ts';
import { compileHeartbeat } from './compile-heartbeat.ts';
import { compileOwners } from './compile-owners.ts';
import { compileKeep } from './compile-keep.ts';
import { compileAccounts, compileReceivers } from './compile-receivers.ts';
import { compilePeople } from './compile-people.ts';
import { compileRoutes } from './compile-routes.ts';
import { compileSchedules } from './compile-schedules.ts';
import { compileSites } from './compile-sites.ts';
import type { Findings } from './fault.ts';
import { refuseUnaskedLabels, usesFetchedLabels } from './fetched-labels.ts';
import { comesLater, laterSentence, REMOVE_IT } from './later.ts';
import { hint } from '../domain/nearest.ts';
import { warnOfWays } from './warn-of-ways.ts';
import { warnOfInhibitions, warnOfQuietTimes } from './quiet-warnings.ts';
import { warnOfUnused } from './warn-of-unused.ts';
import { warnOfMappings, warnOfRoutes } from './route-warnings.ts';
import { checked } from './schema-faults.ts';
import { operatorsSchema } from './schema.ts';
import { fillIn } from './secret-references.ts';
import { readSource } from './source-text.ts';

export type { ConfigCheck } from '../app/ports/config.ts';
export { formatFault, type Fault } from './fault.ts';

export type CheckDeps = {
  readonly registry: DestinationRegistry;
  readonly secrets: SecretSource;
  readonly regexes: Regexes;
  readonly templates: Templates;
  /** The number that the policy will carry. */
  readonly revision: number;
};

/** Reads, fills in secrets, compiles. It never throws for what stands in the text. */
export async function checkConfig(text: string, deps: CheckDeps): Promise<ConfigCheck> {
  const { value: written, findings } = readSource(text);
  if (written === undefined) return refused(findings);
  if (!isMap(written)) {
    findings.fault([], 'the text must be a map with sites:, receivers: and routes:');
    return refused(findings);
  }
  refuseUnknownParts(written, findings);
  const document = (await fillIn(written, deps.secrets, findings)) as typeof written;
  const policy = compile(document, { ...deps, findings, written }, deps.revision);
  return findings.faults().length > 0
    ? refused(findings, policy)
    : { ok: true, policy, warnings: findings.warnings() };
}

function refused(findings: Findings, remains?: Policy): ConfigCheck {
  const faults = findings.faults();
  return {
    ...{ ok: false, faults, warnings: findings.warnings() },
    remains: remains && { ...remains, leftOut: faults.map(({ path }) => path) },
  };
}

function compile(document: Readonly<Record<string, unknown>>, checking: Checking, revision: number): Policy {
  const sites = compileSites(document['sites'], checking);
  const ready = compileAccounts(document['accounts'], checking);
  const accounts = { named: new Set(namesIn(document['accounts'])), ready };
  const receiving = compileReceivers(document['receivers'], accounts, sites, checking);
  const { mappings, declared } = compileLabels(document['labels'], namesIn(document['sites']), checking);
  const names = {
    declared,
    receivers: namesIn(document['receivers']),
    sites: namesIn(document['sites']),
    quietTimes: namesIn(document['quiet_times']),
    people: namesIn(document['people']),
    schedules: namesIn(document['schedules']),
    escalations: namesIn(document['escalations']),
    usualZone: [...sites.values()][0]?.timeZone ?? 'UTC',
  };
  const { people, receivers: ways } = compilePeople(document['people'], accounts, sites, checking);
  const receivers = new Map([...receiving, ...ways.map((r) => [r.name, r] as const)]);
  const schedules = compileSchedules(document['schedules'], people, names, checking);
  const escalations = compileEscalations(document['escalations'], names, checking);
  const quietTimes = compileQuietTimes(document['quiet_times'], checking);
  const inhibitions = compileInhibitions(document['inhibitions'], names, checking);
  const routes = compileRoutes(document['routes'], names, checking);
  const freshness = compileFreshness(document['freshness'], sites, checking);
  const heartbeat =
    Object.hasOwn(document, 'heartbeat') || hasRoutes(document)
      ? compileHeartbeat(document['heartbeat'], checking)
      : undefined;
  const operators = compileOperators(document['operators'], names.receivers, checking);
  warnOfEmptiness(document, checking.findings);
  warnOfRoutes(routes, sites, names, checking.findings);
  warnOfMappings(mappings, names, checking.findings);
  warnOfQuietTimes(quietTimes, checking.findings);
  warnOfInhibitions(inhibitions, names, checking.findings);
  if (operators.length > 0 && operators.every((name) => isShadow(receivers.get(name))))
    checking.findings.warn(
      ['operators'],
      "are all in shadow mode, so that nobody hears of Tabduty's own troubles",
      'name a receiver without shadow: true as well',
    );
  refuseUnaskedLabels(routes, mappings, sites, checking.findings);
  const operatorsLine = checking.findings.lineOf(['operators']);
  const who = { people, schedules, escalations, receivers, operators, operatorsLine };
  warnOfWays(who, checking);
  const quiet = { quietTimes, inhibitions };
  const owners = compileOwners(document['owners'], accounts, checking);
  const upkeep = { owners, heartbeat, keep: compileKeep(document['keep'], checking) };
  const fetched = usesFetchedLabels(routes) || usesFetchedLabels(mappings);
  const taken = { labels: mappings, routes };
  // Where a name is wrong, the fault says so; that the right one is unused would be said twice.
  if (checking.findings.faults().length === 0)
    warnOfUnused({ ...who, ...quiet, ...taken }, names.receivers, checking.findings);
  return { revision, sites, ...who, ...quiet, ...taken, freshness, ...upkeep, usesFetchedLabels: fetched };
}

const PARTS = [
  ...['sites', 'people', 'schedules', 'escalations', 'accounts', 'receivers'],
  ...['quiet_times', 'inhibitions', 'labels', 'routes', 'freshness', 'owners'],
  ...['heartbeat', 'keep', 'operators'],
];

function warnOfEmptiness(document: Readonly<Record<string, unknown>>, findings: Findings): void {
  if (namesIn(document['sites']).length === 0)
    findings.warn(['sites'], 'there is no site, so nothing will be heard', 'add one under sites:');
  const routes = document['routes'] ?? [];
  if (Array.isArray(routes) && routes.length === 0)
    findings.warn(['routes'], 'there is no route, so nobody is told of anything', 'add one under routes:');
}

/** A text that tells nobody anything has other cares first. */
function hasRoutes(document: Readonly<Record<string, unknown>>): boolean {
  return Array.isArray(document['routes']) && document['routes'].length > 0;
}

function refuseUnknownParts(document: Readonly<Record<string, unknown>>, findings: Findings): void {
  for (const key of Object.keys(document)) {
    if (PARTS.includes(key)) continue;
    if (comesLater('document', key))
      findings.fault([key], laterSentence(key), { remedy: REMOVE_IT, aim: 'key' });
    else findings.fault([key], 'is no part of a configuration', { ...hint(key, PARTS), aim: 'key' });
  }
}

function compileOperators(
  value: unknown,
  receivers: readonly string[],
  { findings }: Checking,
): readonly string[] {
  if (value === undefined) return [];
  const list = checked<readonly string[]>(operatorsSchema, value, ['operators'], { findings }) ?? [];
  return list.flatMap((written, i) => {
    const at = ['operators', i];
    const [kind, name, ...rest] = written.split(':');
    if (kind === 'person' || kind === 'schedule')
      return findings.fault(at, laterSentence(`${kind}:`), { remedy: 'write receiver:NAME' }) ?? [];
    if (kind !== 'receiver' || name === undefined || rest.length > 0)
      return (
        findings.fault(at, 'must be receiver: and the name of one', {
          remedy: `write receiver:${receivers[0] ?? 'NAME'}`,
        }) ?? []
      );
    if (!receivers.includes(name))
      return findings.fault(at, `there is no receiver "${name}"`, hint(name, receivers)) ?? [];
    return [name];
  });
}

/** One whose destinations all have faults is left empty, and says nothing about shadow mode. */
function isShadow(receiver: Receiver | undefined): boolean {
  const destinations = receiver?.destinations ?? [];
  return destinations.length > 0 && destinations.every(({ shadow }) => shadow === true);
}

function namesIn(value: unknown): readonly string[] {
  return isMap(value) ? Object.keys(value) : [];
}

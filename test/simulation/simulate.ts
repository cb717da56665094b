/** Runs a seed and checks it: faults for a while, then all is mended, and nothing may wait ten minutes later. */
import { MINUTE } from '../../src/domain/time/instant.ts';
import type { Census } from './census.ts';
import { breachesIn } from './check.ts';
import { type Disk, newDisk } from './disk.ts';
import { Chance } from './chance.ts';
import { Network } from './network.ts';
import { simulatedPolicies } from './policies.ts';
import type { Breach } from './rows.ts';
import { type Trial, World } from './run.ts';
import type { History } from './scene.ts';
import { Stage } from './stage.ts';

export type Outcome = { readonly history: History; readonly breaches: readonly Breach[] };

/** Most histories are quiet so soon; the rest are given all the time that was promised. */
const QUIET_SOON = 2 * MINUTE;
const QUIET_WITHIN = 10 * MINUTE;

/** What may have arrived is sent again ever more rarely, for it may be a repeat each time. */
const QUIET_OF_REPEATS = 40 * MINUTE;

function mayRepeatOnly({ network }: History, breaches: readonly Breach[]): boolean {
  const unknown = network.requests.some((r) => r.fate === 'vanished' || r.fate === 'taken-unanswered');
  return unknown && breaches.some((b) => b.invariant === 'I6');
}

const UNTIL_TWICE = 70 * MINUTE;

export type Simulator = (seed: number, more?: Partial<Trial>) => Promise<Outcome>;

/** One database and one reading of the configurations serve all seeds. */
export async function newSimulator(disk: Disk = newDisk()): Promise<Simulator> {
  const anyRegistry = new Network(new Stage(0 as never), new Chance(1)).registry();
  const [day, autumn] = await Promise.all([false, true].map((a) => simulatedPolicies(anyRegistry, a)));
  const policies = { day: day ?? [], autumn: autumn ?? [] };
  return async (seed, more = {}) => {
    const world = new World({ ...more, seed, disk, policies });
    await world.runThroughTrouble();
    await world.runOn(QUIET_SOON);
    const breaches = breachesIn(world.history);
    if (breaches.length === 0) return afterwards(world);
    await world.runOn(mayRepeatOnly(world.history, breaches) ? QUIET_OF_REPEATS : QUIET_WITHIN);
    return { history: world.history, breaches: breachesIn(world.history) };
  };
}

/** A night of autumn goes on for an hour in which nothing happens but what hangs on the time of the day. */
async function afterwards(world: World): Promise<Outcome> {
  if (!world.isAutumn) return { history: world.history, breaches: [] };
  await world.runOn(UNTIL_TWICE);
  return { history: world.history, breaches: breachesIn(world.history) };
}

/** The first seed of some that breaks an invariant, told so that somebody can find out why. */
export async function firstBreach(
  simulate: Simulator,
  seeds: Iterable<number>,
  more: Parameters<Simulator>[1] = {},
  census?: Census,
): Promise<string | undefined> {
  for (const seed of seeds) {
    const { history, breaches } = await simulate(seed, more);
    census?.count(history);
    if (breaches.length > 0) return reportOf(simulate, seed, more);
  }
  return undefined;
}

const LINES = 200;

/** The same seed again, with everything written down. */
async function reportOf(simulate: Simulator, seed: number, more: Parameters<Simulator>[1]): Promise<string> {
  const { history, breaches } = await simulate(seed, { ...more, traced: true });
  return [
    `seed ${seed}, faults: ${[...history.faults].join(', ') || 'none'}`,
    ...breaches.map(({ invariant, what }) => `${invariant}: ${what}`),
    `replay with: SEED=${seed} npx vitest run test/simulation/seeds-1.test.ts`,
    ...history.trace.slice(-LINES),
  ].join('\n');
}

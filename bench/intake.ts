/** Intake beside bare `node:http`: alternating slices, and what a CPU-second of each server takes in. */
import type { Children } from './children.ts';
import { median, percentile, table } from './figures.ts';
import { cpuSecondsOf, type Service } from './service.ts';

const SLICE = 2000;
const AIMS: ReadonlyMap<number, number> = new Map([
  [16, 0.35],
  [64, 0.5],
  [256, 0.7],
]);

type Round = {
  readonly ratio: number;
  readonly bare: number;
  readonly own: number;
  readonly perCpu: number;
  readonly ofBarePerCpu: number;
  readonly p50: number;
  readonly p99: number;
  readonly others: number;
};

export async function measureIntake(children: Children, service: Service, rounds: number): Promise<string> {
  const rows = [
    [
      'connections',
      '÷ bare',
      'aim',
      'from–to',
      'own/s',
      'bare/s',
      'own/CPU-s',
      '÷ bare',
      'p50 ms',
      'p99 ms',
      'not 200',
    ],
  ];
  for (const connections of [1, 16, 64, 256]) {
    const done: Round[] = [];
    for (let i = 0; i < rounds; i++) done.push(await round(children, service, connections));
    rows.push(rowOf(connections, done));
  }
  return table(rows);
}

async function round(children: Children, service: Service, connections: number): Promise<Round> {
  const order = { connections, forMs: SLICE };
  // What the service still has to deliver must not slow the server that it is compared with.
  service.pause();
  const bareBegun = cpuSecondsOf(children.barePid);
  const bare = await children.load({ ...order, port: children.barePort, paths: ['/hooks/bare'] });
  const bareCpu = cpuSecondsOf(children.barePid) - bareBegun;
  service.resume();
  const begun = service.cpuSeconds();
  const own = await children.load({ ...order, port: service.port, paths: service.paths });
  const cpu = service.cpuSeconds() - begun;
  const rate = own.accepted / own.seconds;
  const bareRate = bare.accepted / bare.seconds;
  return {
    ratio: rate / bareRate,
    own: rate,
    bare: bareRate,
    perCpu: own.accepted / cpu,
    ofBarePerCpu: own.accepted / cpu / (bare.accepted / bareCpu),
    p50: percentile(own.latencies, 0.5),
    p99: percentile(own.latencies, 0.99),
    others: own.others,
  };
}

function rowOf(connections: number, rounds: readonly Round[]): string[] {
  const of = (name: keyof Round) => median(rounds.map((r) => r[name]));
  const ratios = rounds.map((r) => r.ratio);
  return [
    String(connections),
    of('ratio').toFixed(2),
    AIMS.get(connections)?.toFixed(2) ?? '–',
    `${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)}`,
    of('own').toFixed(0),
    of('bare').toFixed(0),
    of('perCpu').toFixed(0),
    of('ofBarePerCpu').toFixed(2),
    of('p50').toFixed(1),
    of('p99').toFixed(1),
    String(rounds.reduce((sum, r) => sum + r.others, 0)),
  ];
}

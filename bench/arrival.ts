/** From a POST to its message at the destination, at a pace a site has on a bad day, and with the destination down. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Children } from './children.ts';
import { percentile } from './figures.ts';
import type { Service } from './service.ts';

const PER_SECOND = 20;

export async function measureArrival(children: Children, service: Service, seconds: number): Promise<string> {
  const order = { port: service.port, paths: service.paths, connections: 2, perSecond: PER_SECOND };
  // The first calls pay for code that is not compiled yet and for the connection to the destination.
  await children.load({ ...order, forMs: 2000 });
  const healthy = await children.load({ ...order, forMs: seconds * 1000 });
  await sleep(1000);
  const { arrivals } = await children.sink('report');
  const arrivedAt = new Map(arrivals);
  const took = healthy.probes.flatMap(([name, sent]) => {
    const arrived = arrivedAt.get(name);
    return arrived === undefined ? [] : [arrived - sent];
  });
  await children.sink('down');
  const down = await children.load({ ...order, forMs: seconds * 1000 });
  await children.sink('up');
  const healthyP99 = percentile(healthy.latencies, 0.99);
  const downP99 = percentile(down.latencies, 0.99);
  return [
    `POST → arrival at ${PER_SECOND}/s: p50 ${ms(percentile(took, 0.5))} (aim < 5), p99 ${ms(percentile(took, 0.99))} (aim < 20), ${took.length} of ${healthy.probes.length} arrived`,
    `answer at ${PER_SECOND}/s: p50 ${ms(percentile(healthy.latencies, 0.5))}, p99 ${ms(healthyP99)}`,
    `destination down: answer p50 ${ms(percentile(down.latencies, 0.5))}, p99 ${ms(downP99)}; p99 ÷ healthy ${(downP99 / healthyP99).toFixed(2)} (aim ≤ 1.2), ${down.accepted} of ${down.probes.length} accepted`,
  ].join('\n');
}

function ms(value: number): string {
  return `${value.toFixed(1)} ms`;
}

/** A scene that a test drives: one configuration from its text, no dice but those of delays, and simulated hours. */
import { checkConfig, formatFault } from '../../src/config/check.ts';
import { instant, type Millis } from '../../src/domain/time/instant.ts';
import { checkDeps } from '../fixtures/config.ts';
import { Chance } from './chance.ts';
import { newDisk } from './disk.ts';
import { Network } from './network.ts';
import { Scene } from './scene.ts';
import type { Explains } from './sites.ts';
import { Stage } from './stage.ts';

const BEGIN = instant(Date.UTC(2026, 8, 21, 20, 0, 0));

export async function openScene(text: string, explains?: Explains): Promise<Scene> {
  const seed = 1;
  const chance = new Chance(seed);
  const registry = new Network(new Stage(BEGIN), chance.fork()).registry();
  const check = await checkConfig(text, checkDeps({ registry }));
  if (!check.ok) throw new Error(check.faults.map((f) => formatFault('script', f)).join('\n'));
  const setting = { seed, disk: newDisk(), faults: [], ...(explains === undefined ? {} : { explains }) };
  const scene = new Scene(setting, BEGIN, check.policy, chance);
  scene.boot();
  return scene;
}

/** So long at most for that share of them. */
export function percentile(waits: readonly Millis[], share: number): Millis {
  const sorted = waits.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** The state of one simulated Teams: its flows with their channels, people, switches, and everything that happened. */
import type { Clock } from '../../app/ports/clock.ts';
import type { Log } from '../../app/ports/log.ts';
import { type Chance, chance } from '../shared/seed.ts';
import { type FaultBox, faultBox } from './faults.ts';
import { rateWindow } from './rate-window.ts';
import type { ChannelOptions, Flow, LinkScan, Person, SeenRequest } from './records.ts';
import type { Switches } from './switches.ts';
import { flowAddress } from './webhook-url.ts';

/** How much of each record is kept; older ones go. */
export const KEPT = {
  requests: 10_000,
  requestBytes: 64 * 1024 * 1024,
  runs: 2000,
  posts: 2000,
  scans: 2000,
} as const;

export type Change = {
  readonly channel: string;
  readonly kind: 'post' | 'run' | 'flow' | 'fault' | 'switch' | 'clear';
};

export type Wait = (ms: number) => Promise<void>;

export type World = {
  readonly seed: number | string;
  readonly clock: Clock;
  readonly wait: Wait;
  readonly log: Log | undefined;
  readonly chance: Chance;
  readonly people: readonly Person[];
  readonly flows: readonly Flow[];
  readonly faults: FaultBox;
  readonly requests: SeenRequest[];
  readonly scans: LinkScan[];
  readonly listeners: Set<(change: Change) => void>;
  /** Times of the posts over the owner's one connection in the last day. */
  readonly spent: number[];
  switches: Switches;
  requestCount: number;
  requestBytes: number;
  postCount: number;
};

/** A mistake of whoever drives the simulator. The message says what there is instead. */
export class SimulatorMistake extends Error {}

export type WorldOptions = Pick<World, 'seed' | 'clock' | 'wait' | 'log' | 'people' | 'switches'> & {
  readonly channels: readonly ChannelOptions[];
};

export function worldOf(options: WorldOptions): World {
  const { channels, ...rest } = options;
  const flows: Flow[] = [];
  for (const channel of channels) flows.push(flowOf(channel, options, flows));
  return {
    ...rest,
    chance: chance(options.seed, 'teams'),
    flows,
    faults: faultBox(chance(options.seed, 'faults')),
    requests: [],
    scans: [],
    listeners: new Set(),
    spent: [],
    requestCount: 0,
    requestBytes: 0,
    postCount: 0,
  };
}

/** By the channel's name or the slug in its page's address. */
export function flowNamed(world: World, name: string): Flow {
  const found = world.flows.find((flow) => flow.options.name === name || flow.slug === name);
  if (found !== undefined) return found;
  const names = world.flows.map((flow) => flow.options.name).join(', ');
  throw new SimulatorMistake(`there is no channel "${name}"; there are ${names}`);
}

export function tell(world: World, change: Change): void {
  for (const listener of world.listeners) listener(change);
}

export function keep<T>(list: T[], one: T, limit: number): void {
  list.push(one);
  if (list.length > limit) list.splice(0, list.length - limit);
}

function flowOf(options: ChannelOptions, world: WorldOptions, others: readonly Flow[]): Flow {
  if (others.some((flow) => flow.options.name === options.name)) {
    throw new SimulatorMistake(`two channels are called "${options.name}"; give each its own name`);
  }
  return {
    slug: slugOf(options.name, others),
    options,
    address: flowAddress(world.seed, options.name, options.urlShape, options.access ?? 'anyone'),
    window: rateWindow(),
    posts: [],
    runs: [],
    state: 'on',
    offReason: undefined,
    lastTrigger: world.clock.now(),
    failingSince: undefined,
    lastFailed: undefined,
    throttledSince: undefined,
    lastThrottled: undefined,
  };
}

function slugOf(name: string, others: readonly Flow[]): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  const slug = plain === '' ? 'channel' : plain;
  const taken = (candidate: string) => others.some((flow) => flow.slug === candidate);
  if (!taken(slug)) return slug;
  let number = 2;
  while (taken(`${slug}-${number}`)) number += 1;
  return `${slug}-${number}`;
}

/** A simulated Microsoft Teams: Power Automate's webhook addresses in front, channels that people can look at behind. */
import type { Clock } from '../../app/ports/clock.ts';
import type { Log } from '../../app/ports/log.ts';
import { systemClock } from '../../platform/clock.ts';
import { controlOf, type TeamsControl } from './control.ts';
import type { ChannelOptions, Person } from './records.ts';
import { openServer } from './server.ts';
import { type Switches, switchesWith } from './switches.ts';
import { type Wait, worldOf } from './world.ts';

export type TeamsOptions = {
  /** 0 takes any free port. */
  readonly port: number;
  readonly host?: string;
  /** The same seed gives the same addresses and the same chance. */
  readonly seed: number | string;
  readonly clock?: Clock;
  /** How delays pass; a test gives its own. */
  readonly wait?: Wait;
  readonly channels: readonly ChannelOptions[];
  /** The members of the team; the first owns the flows. */
  readonly people: readonly Person[];
  readonly switches?: Partial<Switches>;
  readonly log?: Log;
};

export type TeamsChannel = {
  readonly name: string;
  /** The address to paste into a receiver. */
  readonly webhookUrl: string;
  readonly pageUrl: string;
};

export type TeamsSimulator = {
  readonly url: string;
  readonly channels: readonly TeamsChannel[];
  readonly control: TeamsControl;
  close(): Promise<void>;
};

export async function startTeamsSimulator(options: TeamsOptions): Promise<TeamsSimulator> {
  const world = worldOf({
    seed: options.seed,
    clock: options.clock ?? systemClock,
    wait: options.wait ?? ((ms) => new Promise((resolve) => setTimeout(resolve, ms).unref())),
    log: options.log,
    people: options.people,
    switches: switchesWith(options.switches ?? {}),
    channels: options.channels,
  });
  const control = controlOf(world);
  const { url, close } = await openServer(world, control, options.host ?? '127.0.0.1', options.port);
  const channels = world.flows.map((flow) => ({
    name: flow.options.name,
    webhookUrl: `${url}${flow.address.path}?${flow.address.query}`,
    pageUrl: `${url}/channels/${flow.slug}`,
  }));
  return { url, channels, control, close };
}

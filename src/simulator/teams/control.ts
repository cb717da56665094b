/** What a test or a demo does with the simulated Teams from within: looks at everything, breaks and mends it. */
import { clearMarks } from './auto-off.ts';
import type { Faults } from './faults.ts';
import type { FlowState, LinkScan, Post, Run, SeenRequest } from './records.ts';
import { readSwitch, type SwitchName, type Switches } from './switches.ts';
import { flowNamed, SimulatorMistake, tell, type World } from './world.ts';

export type TeamsControl = {
  /** Oldest first, as it is now: like the other lists it does not grow under its reader. */
  posts(channel: string): readonly Post[];
  /** Oldest first. What really became of each accepted request: the sender never learns it. */
  runs(channel: string): readonly Run[];
  /** All calls of webhook addresses, of all channels, refused ones and the trap of redirects included. */
  requests(channel?: string): readonly SeenRequest[];
  /** What the link scanner fetched. */
  scans(): readonly LinkScan[];
  readonly faults: Faults;
  /** Turning a flow on again does not bring back what was lost while it was off. */
  turnFlow(channel: string, state: FlowState): void;
  /** `undefined` while the flow is on; else `off` or `deleted`, with the reason when it turned itself off. */
  flowState(channel: string): { state: FlowState; reason: string | undefined };
  setSwitch<N extends SwitchName>(name: N, value: Switches[N]): void;
  /** The same from text, as the control page gives it. */
  readSwitch(name: string, value: string): void;
  /** Forgets requests, runs, posts, scans and faults; flows and switches stay. */
  clear(): void;
  /** The first post of the channel that fits, whether it is there already or comes within the time. */
  waitForPost(channel: string, predicate?: (post: Post) => boolean, timeoutMs?: number): Promise<Post>;
};

export function controlOf(world: World): TeamsControl {
  return {
    posts: (channel) => [...flowNamed(world, channel).posts],
    runs: (channel) => [...flowNamed(world, channel).runs],
    requests: (channel) => {
      if (channel === undefined) return [...world.requests];
      const { name } = flowNamed(world, channel).options;
      return world.requests.filter((request) => request.channel === name);
    },
    scans: () => [...world.scans],
    faults: toldFaults(world),
    turnFlow: (channel, state) => turnFlow(world, channel, state),
    flowState: (channel) => {
      const { state, offReason } = flowNamed(world, channel);
      return { state, reason: offReason };
    },
    setSwitch: (name, value) => setSwitches(world, { [name]: value }),
    readSwitch: (name, value) => {
      const read = readSwitch(name, value);
      if ('sentence' in read) throw new SimulatorMistake(read.sentence);
      setSwitches(world, read.set);
    },
    clear: () => clear(world),
    waitForPost: (channel, predicate = () => true, timeoutMs = 10_000) =>
      waitForPost(world, channel, predicate, timeoutMs),
  };
}

/** Names the channel by its name, and lets open pages know. */
function toldFaults(world: World): Faults {
  const nameOf = (channel: string): string => flowNamed(world, channel).options.name;
  return {
    list: () => world.faults.list(),
    set: (fault) => {
      world.faults.set(fault.channel === undefined ? fault : { ...fault, channel: nameOf(fault.channel) });
      tell(world, { channel: '', kind: 'fault' });
    },
    clear: (channel) => {
      world.faults.clear(channel === undefined ? undefined : nameOf(channel));
      tell(world, { channel: '', kind: 'fault' });
    },
  };
}

function setSwitches(world: World, set: Partial<Switches>): void {
  world.switches = { ...world.switches, ...set };
  tell(world, { channel: '', kind: 'switch' });
}

function turnFlow(world: World, channel: string, state: FlowState): void {
  const flow = flowNamed(world, channel);
  flow.state = state;
  flow.offReason = undefined;
  clearMarks(flow, world.clock.now());
  tell(world, { channel: flow.slug, kind: 'flow' });
}

function clear(world: World): void {
  world.requests.length = 0;
  world.requestBytes = 0;
  world.scans.length = 0;
  world.spent.length = 0;
  world.faults.clear();
  for (const flow of world.flows) {
    flow.posts.length = 0;
    flow.runs.length = 0;
    tell(world, { channel: flow.slug, kind: 'clear' });
  }
}

function waitForPost(
  world: World,
  channel: string,
  predicate: (post: Post) => boolean,
  timeoutMs: number,
): Promise<Post> {
  const flow = flowNamed(world, channel);
  return new Promise((resolve, reject) => {
    const finish = (): void => {
      clearTimeout(timer);
      world.listeners.delete(look);
    };
    const look = (): void => {
      const found = flow.posts.find(predicate);
      if (found === undefined) return;
      finish();
      resolve(found);
    };
    const timer = setTimeout(() => {
      finish();
      const failed = flow.runs.filter((run) => run.outcome === 'Failed').map((run) => run.reason);
      reject(
        new Error(
          `no such post in "${channel}" within ${timeoutMs} ms: ${flow.posts.length} posts, ${flow.runs.length} runs, failed: ${JSON.stringify(failed)}`,
        ),
      );
    }, timeoutMs);
    world.listeners.add(look);
    look();
  });
}

/** A timeline of what fails, recovers and is done on the whole pipeline, and the messages that came of it. */
import { addSilence } from '../../src/app/hand/add-silence.ts';
import { editSilence } from '../../src/app/hand/edit-silence.ts';
import { silenceHolder } from '../../src/app/hand/silence-holder.ts';
import { after, earliest, type Instant, isoOf, SECOND } from '../../src/domain/time/instant.ts';
import type { Outcome } from '../../src/domain/delivery/outcome.ts';
import type { Policy } from '../../src/domain/policy.ts';
import { ManualClock } from '../../src/platform/clock.ts';
import { re2Regexes } from '../../src/platform/regexes.ts';
import { NOON } from '../fixtures/records.ts';
import { type Pipeline, type Sent, startPipeline, tableauBody } from './pipeline.ts';

/** What happens to the content items "a", "b"…: `+a` fails, `-a` succeeds, `restart` is a new process. */
export type Doing =
  | `+${string}`
  | `-${string}`
  | 'restart'
  | { readonly down: number }
  /** Silences these names until so many seconds after the start. */
  | { readonly silence: string; readonly until: number }
  /** Gives the silence that was made last another end. */
  | { readonly edited: number }
  | Outcome
  | { readonly policy: Policy };

export type Timeline = {
  readonly policy: Policy;
  /** When it starts; noon of some Monday unless told otherwise. */
  readonly from?: Instant;
  /** Seconds after the start, and what happens then. */
  readonly timeline: readonly (readonly [seconds: number, ...doings: Doing[]])[];
  /** How long is watched, in seconds. */
  readonly until: number;
};

/**
 * When, to whom if there are several receivers, the reason, and the members: those that fire, then `-x` for recovered
 * ones. With `restarting`, a new process takes over before everything that happens and that is due.
 */
export async function playOut(
  { policy, from = NOON, timeline, until }: Timeline,
  { restarting = false } = {},
): Promise<readonly string[]> {
  const p = await startPipeline(policy, new ManualClock(from));
  const desk = silenceDesk(p);
  const sends: string[] = [];
  let answer: Outcome = { kind: 'accepted' };
  p.answer = async (sent) => {
    if (answer.kind === 'accepted') sends.push(await lineOf(p, sent, from, policy.receivers.size > 1));
    return answer;
  };
  const renew = async () => {
    if (restarting) await p.restart();
  };

  for (const [seconds, ...doings] of timeline) {
    await runUntil(p, after(from, seconds * SECOND), renew);
    for (const doing of doings) {
      await renew();
      if (typeof doing !== 'string') {
        if ('policy' in doing) p.policy = doing.policy;
        else if ('down' in doing) p.clock.advance(doing.down * SECOND);
        else if ('silence' in doing) await desk.add(doing.silence, after(from, doing.until * SECOND));
        else if ('edited' in doing) await desk.edit(after(from, doing.edited * SECOND));
        else answer = doing;
      } else await carryOut(p, doing);
    }
  }
  await runUntil(p, after(from, until * SECOND), renew);
  if (p.errors.length > 0) throw new AggregateError(p.errors);
  return sends;
}

/** Settles at each time at which something is due, up to a time. */
export async function runUntil(
  p: Pipeline,
  end: Instant,
  renew: () => Promise<void> = async () => {},
): Promise<void> {
  for (;;) {
    await renew();
    await p.settle();
    const at = p.clock.now();
    const groups = await p.store.ask('dueGroups', { at, limit: 1, most: 9 });
    const deliveries = await p.store.ask('dueDeliveries', { at, limit: 1, exceptLanes: [] });
    const next = earliest([groups.nextDue, deliveries.nextDue, end]) ?? end;
    if (next >= end) return p.clock.advance(end - at);
    p.clock.advance(next - at);
  }
}

/** "+a": content a fails; "-globex:b": content b of another site succeeds. */
async function carryOut(p: Pipeline, doing: string): Promise<void> {
  if (doing === 'restart') return p.restart();
  const [name = '', site = 'acme'] = doing.slice(1).split(':').reverse();
  const type = doing.startsWith('+') ? 'DatasourceRefreshFailed' : 'DatasourceRefreshSucceeded';
  const created_at = isoOf(p.clock.now());
  await p.post(tableauBody({ event_type: type, resource_name: name, resource_luid: name, created_at }), site);
}

/** Silences by the real use cases. */
function silenceDesk(p: Pipeline) {
  const { store, clock, ids, policy } = p.deps();
  const silences = silenceHolder({ store, clock, regexes: re2Regexes });
  Object.defineProperty(p, 'silences', { get: () => silences.current() });
  const deps = { store, clock, ids, policy, regexes: re2Regexes, silences };
  const who = { author: 'ana', reason: 'moving the database' };
  let last = '';
  return {
    async add(name: string, until: Instant) {
      const wanted = { ...who, match: { name }, from: undefined, until, everything: true, dryRun: false };
      last = (await addSilence(deps, wanted)).silence.id;
    },
    async edit(until: Instant) {
      const same = { match: undefined, reason: undefined };
      const edit = { ...same, author: who.author, until, everything: false, dryRun: false };
      last = (await editSilence(deps, last, edit)).silence.id;
    },
  };
}

async function lineOf(p: Pipeline, sent: Sent, from: Instant, named: boolean): Promise<string> {
  const { deliveryId, briefing, at, destinationId } = sent;
  const delivery = await p.store.ask('delivery', { id: deliveryId });
  const notification = await p.store.ask('notification', { id: delivery?.notificationId ?? '' });
  const names = (state: string) =>
    briefing.items
      .filter((i) => i.state === state)
      .map((i) => i.name.untrusted)
      .sort();
  const members = [...names('firing'), ...names('resolved').map((name) => `-${name}`)].join(' ');
  const to = named ? `${destinationId.split('/')[0]} ` : '';
  return `${(at - from) / SECOND} ${to}${notification?.reason ?? ''}: ${members}`;
}

import type { Actor } from '../../src/domain/people-records.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDeliverer } from '../../src/app/pipeline/deliver.ts';
import { flushGroups } from '../../src/app/pipeline/flush-groups.ts';
import type { Store } from '../../src/app/ports/store.ts';
import { takeInHand } from '../../src/app/hand/take-in-hand.ts';
import { ACK_FOR, SPACING } from '../../src/domain/paging/escalation.ts';
import {
  after,
  DAY,
  HOUR,
  type Instant,
  type Millis,
  MINUTE,
  SECOND,
} from '../../src/domain/time/instant.ts';
import type { EscalationStep } from '../../src/domain/policy.ts';
import { aPagingPolicy } from '../fixtures/escalation.ts';
import { aRoute } from '../fixtures/policy.ts';
import { type Pipeline, startPipeline, tableauBody } from '../harness/pipeline.ts';

const ANA: Actor = { name: 'Ana', person: 'ana', claimed: false, via: 'test' };

const STEPS: readonly EscalationStep[] = [
  { at: 0, tell: [{ kind: 'person', name: 'ana' }] },
  { at: 5 * MINUTE, tell: [{ kind: 'person', name: 'ben' }] },
  { at: 10 * MINUTE, tell: [{ kind: 'person', name: 'olga' }] },
  { at: 15 * MINUTE, tell: [{ kind: 'receiver', name: 'bosses' }] },
];
/** A thousand cost ten seconds; RACE_ROUNDS runs more. */
const RACES = Number(process.env['RACE_ROUNDS'] ?? 1000);
const CALLED = ['@ana/test', '@ben/test', '@olga/test', 'bosses/test'];

async function start(): Promise<Pipeline> {
  return startPipeline(aPagingPolicy({}, { steps: STEPS, roundEvery: HOUR }));
}

async function say(p: Pipeline, name: string, event: 'Failed' | 'Succeeded'): Promise<void> {
  const created = new Date(p.clock.now()).toISOString();
  const more = { resource_name: name, resource_luid: name, event_type: `DatasourceRefresh${event}` };
  await p.post(tableauBody({ ...more, created_at: created }));
}

function pagesOf(p: Pipeline) {
  return p.sent.filter((s) => s.destinationId !== 'ops/test' && s.briefing.kind === 'firing');
}

async function acknowledge(p: Pipeline): Promise<boolean> {
  const [delivery] = await p.store.ask('listDeliveries', { limit: 1 });
  const id = delivery?.groupId ?? '';
  const until = after(p.clock.now(), ACK_FOR);
  const hand = { kind: 'acknowledge', as: 'ack', groupId: id, by: ANA, until, to: undefined } as const;
  return takeInHand(p.deps(), [id], hand, 'test');
}

describe('overdue calls after a stop go out in their order, the first at once, never two together', () => {
  it.each<readonly [string, Millis, Millis]>([
    ['at 4:59 until 5:01', 299 * SECOND, 2 * SECOND],
    ['at 4:59 until 12:00', 299 * SECOND, 421 * SECOND],
    ['at 0:30 until 14:00', 30 * SECOND, 810 * SECOND],
    ['at 9:59 until 15:00', 599 * SECOND, 301 * SECOND],
    ['at 12:00 for three days', 12 * MINUTE, 3 * DAY],
  ])('stopped %s', async (_what, stopAt, stopped) => {
    const p = await start();
    await say(p, 'Sales', 'Failed');
    await p.settle();
    for (let done = 0; done < stopAt; done += 30 * SECOND) {
      p.clock.advance(Math.min(30 * SECOND, stopAt - done));
      await p.settle();
    }
    p.clock.advance(stopped);
    await p.restart();
    await p.settle();
    const backAt = p.clock.now();
    for (let minutes = 0; minutes < 20; minutes++) {
      p.clock.advance(MINUTE);
      await p.settle();
    }
    const pages = pagesOf(p);
    const first = pages[0]?.at ?? backAt;

    expect(pages.map((s) => s.destinationId)).toEqual(CALLED);
    pages.forEach((page, i) => {
      const due = first + (STEPS[i]?.at ?? 0);
      const before = pages[i - 1]?.at;
      expect(page.at).toBeGreaterThanOrEqual(due);
      if (before !== undefined) expect(page.at - before).toBeGreaterThanOrEqual(SPACING);
      // The overdue one goes out with the start, or a minute after the one before.
      const soonest = Math.max(due, before === undefined ? 0 : before + SPACING, due < backAt ? backAt : 0);
      expect(page.at - soonest).toBeLessThanOrEqual(MINUTE);
    });
  });

  it('and none at all when it was acknowledged before the stop', async () => {
    const p = await start();
    await say(p, 'Sales', 'Failed');
    await p.settle();
    await acknowledge(p);
    p.clock.advance(7 * HOUR);
    await p.restart();
    await p.settle();
    expect(pagesOf(p)).toHaveLength(1);
  });
});

it('loses and doubles no call when the process is restarted before and after each', async () => {
  const p = await start();
  await say(p, 'Sales', 'Failed');
  for (let half = 0; half < 40; half++) {
    await p.restart();
    await p.settle();
    await p.restart();
    p.clock.advance(30 * SECOND);
  }
  expect(pagesOf(p).map((s) => s.destinationId)).toEqual(CALLED);
});

it('ack wins, whatever came before: nobody is paged after it until what it was for fails again or its time is over', async () => {
  const act = fc.oneof(
    { weight: 4, arbitrary: fc.record({ do: fc.constant('wait'), s: fc.integer({ min: 1, max: 400 }) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('ack') }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('fail') }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('succeed') }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('restart') }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('busy') }) },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 3, maxLength: 14 }), async (acts) => {
      const p = await start();
      let busy = false;
      // What was not taken at its time comes later, beside what is due then.
      let wasBusy = false;
      p.answer = () => (busy ? { kind: 'notNow', detail: 'busy' } : { kind: 'accepted' });
      await say(p, 'Sales', 'Failed');
      await p.settle();
      let ackedAt: Instant | undefined;
      for (const one of acts) {
        if (one.do === 'wait') p.clock.advance((one as { s: number }).s * SECOND);
        if (one.do === 'busy') busy = !busy;
        wasBusy ||= busy;
        if (one.do === 'restart') await p.restart();
        if (one.do === 'ack' && (await acknowledge(p))) ackedAt = p.clock.now();
        if (one.do === 'fail' || one.do === 'succeed') {
          p.clock.advance(2 * SECOND);
          await say(p, 'Sales', one.do === 'fail' ? 'Failed' : 'Succeeded');
          ackedAt = undefined;
        }
        const before = p.sent.length;
        await p.settle();
        const fresh = p.sent.slice(before).filter((s) => pagesOf(p).includes(s));
        if (ackedAt !== undefined && p.clock.now() < ackedAt + ACK_FOR) expect(fresh).toEqual([]);
        const atOnce = new Set(fresh.map((s) => s.destinationId));
        expect(atOnce.size).toBeLessThanOrEqual(wasBusy ? CALLED.length : 2);
      }
      expect(p.errors).toEqual([]);
    }),
    { numRuns: 40 },
  );
});

it('ack wins in all interleavings with the very call that is due', async () => {
  const p = await startPipeline(
    aPagingPolicy({ routes: [aRoute({ page: 'data' })] }, { steps: STEPS, roundEvery: HOUR }),
  );
  const random = dice(7);
  let [first, second] = [0, 0];
  for (let round = 0; round < RACES; round++) {
    await say(p, `Sales ${round}`, 'Failed');
    await p.settle();
    p.clock.advance(5 * MINUTE);
    const deps = { ...p.deps(), store: jittery(p.store, random) };
    const deliverer = createDeliverer(deps);
    const [delivery] = await p.store.ask('listDeliveries', { limit: 1 });
    const groupId = delivery?.groupId ?? '';
    const until = after(p.clock.now(), ACK_FOR);
    const hand = { kind: 'acknowledge', as: 'ack', groupId, by: ANA, until, to: undefined } as const;
    const flushed = wait(random).then(() => flushGroups({ ...deps, deliverer }, p.clock.now()));
    await wait(random);
    expect(await takeInHand(deps, [groupId], hand, 'test')).toBe(true);
    // What was committed before the acknowledge is under way or done; nothing may wait for its turn.
    const pages = (await p.store.ask('listDeliveries', { limit: 50, groupId })).filter((d) => d.page);
    expect(pages.filter((d) => d.state === 'pending')).toEqual([]);
    await flushed;
    await deliverer.drain(new Promise(() => {}));
    await p.settle();
    const later = (await p.store.ask('listDeliveries', { limit: 50, groupId })).filter((d) => d.page);
    expect(later).toHaveLength(pages.length);
    if (pages.length > 1) first += 1;
    else second += 1;
    await say(p, `Sales ${round}`, 'Succeeded');
    await p.settle();
  }
  expect(p.errors).toEqual([]);
  // Both orders happened, or this has tested nothing.
  expect(Math.min(first, second)).toBeGreaterThan(RACES / 20);
}, 120_000);

/** A store whose answers come after a random number of turns. */
function jittery(store: Store, random: () => number): Store {
  return {
    ...store,
    async ask(question, args) {
      await wait(random);
      return store.ask(question, args);
    },
    async commit(changes, rank) {
      await wait(random);
      return store.commit(changes, rank);
    },
  };
}

async function wait(random: () => number): Promise<void> {
  for (let turns = Math.floor(random() * 12); turns > 0; turns--) await Promise.resolve();
}

/** https://en.wikipedia.org/wiki/Xorshift */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

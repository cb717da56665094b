import { describe, expect, it } from 'vitest';
import { reportCondition } from '../../src/app/pipeline/report-condition.ts';
import { watchTroubles } from '../../src/app/upkeep/watch-troubles.ts';
import { HOUR, MINUTE, SECOND } from '../../src/domain/time/instant.ts';
import type { Outcome } from '../../src/domain/delivery/outcome.ts';
import { untrusted } from '../../src/domain/briefing/untrusted.ts';
import { aPolicy, aReceiver, aRoute, equals } from '../fixtures/policy.ts';
import { type Pipeline, startPipeline, tableauBody } from '../harness/pipeline.ts';

const BROKEN: Outcome = { kind: 'broken', detail: 'HTTP 401: the workflow is gone' };

/** Each destination is its own lane, named by its address. */
const TWO_WAYS = {
  receiverList: [
    aReceiver('ops', [{ type: 'test', address: { lane: 'one' } }]),
    aReceiver('backup', [{ type: 'test', address: { lane: 'two' } }]),
  ],
};

const titlesOf = (p: Pipeline) => p.sent.map((s) => [s.destinationId, s.briefing.title.untrusted]);

describe("Tabduty's own troubles", () => {
  it('tell the operators of a broken lane by another way, and of its end', async () => {
    const p = await startPipeline(aPolicy({ ...TWO_WAYS, operators: ['ops', 'backup'] }));
    p.answer = (s) => (s.destinationId === 'ops/test' ? BROKEN : { kind: 'accepted' });

    await p.post(tableauBody());
    await p.settle();
    await watch(p);
    p.answer = () => ({ kind: 'accepted' });
    p.clock.advance(10 * MINUTE);
    await p.settle();
    await watch(p);

    expect(titlesOf(p)).toEqual([
      ['ops/test', 'Failed: Sales Daily'],
      ['backup/test', 'Messages do not get through: ops/test'],
      ['ops/test', 'Failed: Sales Daily'],
      ['backup/test', 'Recovered: ops/test'],
    ]);
    expect(p.sent[1]?.briefing.items[0]?.reason?.untrusted).toBe('HTTP 401: the workflow is gone');
    expect(p.errors).toEqual([]);
  });

  it('go by the broken lane when there is no other, and arrive once it works', async () => {
    const p = await startPipeline(aPolicy({ operators: ['ops'] }));
    p.answer = () => BROKEN;
    await p.post(tableauBody());
    await p.settle();
    await watch(p);

    p.answer = () => ({ kind: 'accepted' });
    p.clock.advance(10 * MINUTE);
    await p.settle();

    expect(
      titlesOf(p)
        .slice(-2)
        .map(([, title]) => title)
        .sort(),
    ).toEqual(['Failed: Sales Daily', 'Messages do not get through: ops/test']);
  });

  it('are taken by a route that matches them, and by the operators when all its ways are broken', async () => {
    const own = aRoute({ id: 'own', match: [equals('source', 'tabduty')], tell: 'ops' });
    const p = await startPipeline(aPolicy({ ...TWO_WAYS, routes: [own], operators: ['backup'] }));

    await reportCondition(p.deps(), trouble({ lane: undefined }), p.clock.now());
    await p.settle();
    await reportCondition(p.deps(), trouble({ lane: 'test:one', object: 'other' }), p.clock.now());
    await p.settle();

    expect(titlesOf(p).map(([to]) => to)).toEqual(['ops/test', 'backup/test']);
  });

  it('are kept as unrouted when there are neither routes for them nor operators', async () => {
    const p = await startPipeline(aPolicy({ routes: [], operators: [] }));

    await reportCondition(p.deps(), trouble({}), p.clock.now());
    await p.settle();

    expect(p.sent).toEqual([]);
    expect(await p.store.ask('listIncarnations', { limit: 10, unrouted: true })).toMatchObject([
      { source: 'tabduty', condition: 'tabduty/canary', name: 'acme' },
    ]);
  });

  it('are one alert however often they are reported, and a new one after they ended', async () => {
    const p = await startPipeline(aPolicy({ routes: [], operators: ['ops'] }));
    const report = async (state: 'wrong' | 'right') => {
      const seen = state === 'wrong' ? trouble({}) : ({ ...trouble({}), state } as const);
      await Promise.all([1, 2, 3].map(() => reportCondition(p.deps(), seen, p.clock.now())));
      p.clock.advance(MINUTE);
      await p.settle();
    };

    for (const state of ['right', 'wrong', 'wrong', 'right', 'right', 'wrong'] as const) await report(state);

    expect(p.sent.map((s) => s.briefing.kind)).toEqual(['firing', 'recovered', 'firing']);
    const events = await p.store.ask('listEvents', { limit: 10, source: 'tabduty' });
    expect(events.map((e) => e.effect)).toEqual(['opened', 'ended', 'opened']);
  });

  it('tell of messages that were given up, until one arrives again', async () => {
    const p = await startPipeline(aPolicy({ ...TWO_WAYS, operators: ['backup'] }));
    p.answer = (s) =>
      s.destinationId === 'ops/test' ? { kind: 'refused', detail: 'HTTP 400' } : { kind: 'accepted' };
    await p.post(tableauBody());
    await p.settle();
    await watch(p);
    p.answer = () => ({ kind: 'accepted' });

    await p.post(tableauBody({ resource_luid: 'other', resource_name: 'Other' }));
    await p.settle();
    p.clock.advance(10 * MINUTE);
    await watch(p);

    expect(titlesOf(p)).toEqual([
      ['ops/test', 'Failed: Sales Daily'],
      ['backup/test', 'Messages were given up: ops/test'],
      ['ops/test', 'Failed: Other'],
      ['backup/test', 'Recovered: ops/test'],
    ]);
    expect(p.sent[1]?.briefing.facts).toContainEqual({
      title: 'Messages given up',
      value: { untrusted: '1' },
    });
  });

  it('tell of a lane that only ever says "not now" after ten minutes, not before', async () => {
    const p = await startPipeline(aPolicy({ ...TWO_WAYS, operators: ['backup'] }));
    p.answer = (s) =>
      s.destinationId === 'ops/test' ? { kind: 'notNow', detail: 'HTTP 503' } : { kind: 'accepted' };
    await p.post(tableauBody());
    await p.settle();

    for (let minute = 0; minute < 8; minute++) {
      p.clock.advance(MINUTE);
      await p.settle();
      await watch(p);
    }
    expect(titlesOf(p).filter(([to]) => to === 'backup/test')).toEqual([]);
    p.clock.advance(MINUTE);
    await watch(p);

    expect(titlesOf(p).at(-1)).toEqual(['backup/test', 'Messages do not get through: ops/test']);
  });

  it('tell of a call that was put aside', async () => {
    const p = await startPipeline(aPolicy({ operators: ['ops'] }));
    await p.post(tableauBody());
    const [call] = await p.store.ask('pendingCalls', { limit: 1 });
    await p.store.commit([
      { op: 'update', table: 'calls', id: call?.id ?? '', set: { state: 'stuck', tries: 5 } },
    ]);

    await watch(p);

    expect(titlesOf(p)).toEqual([
      ['ops/test', 'Something could not be handled and was put aside: calls that arrived'],
    ]);
  });

  it('end when the destination or the site they are about is no longer in the configuration', async () => {
    const p = await startPipeline(aPolicy({ routes: [], operators: ['ops'] }));
    await reportCondition(p.deps(), trouble({ object: 'gone', name: 'gone' }), p.clock.now());
    p.clock.advance(HOUR);
    await p.settle();

    await watch(p);

    expect(p.sent.at(-1)?.briefing.title.untrusted).toBe('Recovered: gone');
  });

  it('tell of what was given up after 72 hours, once for a lane however many messages and destinations it has', async () => {
    const p = await startPipeline(
      aPolicy({
        receiverList: [
          aReceiver('ops', [{ type: 'test', address: { lane: 'one' } }]),
          aReceiver('finance', [{ type: 'test', address: { lane: 'one' } }]),
          aReceiver('backup', [{ type: 'test', address: { lane: 'two' } }]),
        ],
        routes: [aRoute({ continue: true }), aRoute({ id: 'finance', name: 'finance', tell: 'finance' })],
        operators: ['backup'],
      }),
    );
    p.answer = (s) =>
      s.destinationId === 'backup/test' ? { kind: 'accepted' } : { kind: 'notNow', detail: 'HTTP 503' };
    for (const luid of ['a', 'b', 'c'])
      await p.post(tableauBody({ resource_luid: luid, resource_name: luid }));
    for (let hours = 0; hours < 74; hours++) {
      await p.settle();
      await watch(p);
      p.clock.advance(HOUR);
    }

    const told = p.sent.filter((s) => s.destinationId === 'backup/test' && s.briefing.kind === 'firing');
    const dead = told.filter((s) => s.briefing.title.untrusted.startsWith('Messages were given up'));
    expect(dead.map((s) => s.briefing.title.untrusted)).toEqual([
      'Messages were given up: finance/test, ops/test',
    ]);
    expect(dead[0]?.briefing.facts).toContainEqual({ title: 'Messages given up', value: untrusted('6') });
  });
});

function trouble(over: {
  readonly lane?: string | undefined;
  readonly object?: string;
  readonly name?: string;
}) {
  return {
    condition: 'tabduty/canary',
    object: 'acme',
    name: 'acme',
    site: 'acme',
    state: 'wrong',
    detail: 'nothing came for an hour',
    ...over,
  } as const;
}

/** The loop's round, and what follows from it once the operators' group has waited. */
async function watch(p: Pipeline): Promise<void> {
  await watchTroubles(p.deps(), p.clock.now());
  p.clock.advance(10 * SECOND);
  await p.settle();
}

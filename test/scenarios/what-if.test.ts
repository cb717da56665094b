import { describe, expect, it } from 'vitest';
import { whatIf, type WhatIfReport } from '../../src/app/story/what-if.ts';
import { after, HOUR, instant, isoOf, MINUTE, SECOND } from '../../src/domain/time/instant.ts';
import { circumstances, flushTools } from '../../src/app/pipeline/decide.ts';
import { insert } from '../../src/domain/change.ts';
import { step } from '../../src/domain/engine.ts';
import { WEEKDAYS } from '../../src/domain/time/civil.ts';
import { emptyWorld } from '../../src/domain/world.ts';
import type { Policy, Receiver } from '../../src/domain/policy.ts';
import { re2Regexes } from '../../src/platform/regexes.ts';
import { aPagingPolicy } from '../fixtures/escalation.ts';
import { aReceiver, aRoute, aSilence, equals } from '../fixtures/policy.ts';
import { NOON } from '../fixtures/records.ts';
import { happenForReal, type Moment } from '../harness/for-real.ts';
import type { Pipeline } from '../harness/pipeline.ts';
import { startServiceBench } from '../harness/service.ts';
import { tableauBody } from '../harness/pipeline.ts';

const failed = equals('condition', 'refresh-failed');

const BEFORE = aPagingPolicy({
  routes: [aRoute({ groupWait: MINUTE, groupBy: ['site'], page: 'data', repeatInterval: 4 * HOUR })],
});

const { receivers } = aPagingPolicy();

/** Stock goes to the store, Payroll is told of from the third failure on and wakes nobody. */
const AFTER = aPagingPolicy({
  receivers: new Map([
    ...receivers,
    ['store', aReceiver('store', [{ type: 'test', address: { to: 'store' } }])],
  ]),
  routes: [
    aRoute({ id: 'stock', name: 'stock', match: [failed, equals('name', 'Stock')], tell: 'store' }),
    aRoute({ id: 'payroll', name: 'payroll', match: [failed, equals('name', 'Payroll')], afterFailures: 3 }),
    aRoute({ id: 'rest', name: 'rest', match: [failed], groupBy: ['site'], page: 'data' }),
  ],
});

describe('what-if', () => {
  it('says of an event who hears of it, by which route, and what becomes of it otherwise', async () => {
    const moments: Moment[] = [
      { kind: 'event', wait: HOUR, item: 'Stock', type: 'DatasourceRefreshFailed' },
      { kind: 'event', wait: HOUR, item: 'Payroll', type: 'DatasourceRefreshFailed' },
    ];
    const { p } = await happenForReal(BEFORE, moments);

    const { newly, noLonger } = await ask(p, BEFORE, AFTER);

    expect(wordsOf(newly)).toEqual(['Stock → store by stock; told to ops, Ana, Ben, bosses']);
    expect(wordsOf(noLonger)).toContain(
      'Payroll → ops by failures; kept quiet: it failed 1 of 3 times in a row (after_failures)',
    );
  });

  it('counts from the time that was asked for, with what failed before it', async () => {
    const moments: Moment[] = [
      { kind: 'event', wait: HOUR, item: 'Payroll', type: 'DatasourceRefreshFailed' },
      { kind: 'event', wait: HOUR, item: 'Payroll', type: 'DatasourceRefreshFailed' },
      { kind: 'event', wait: HOUR, item: 'Payroll', type: 'DatasourceRefreshFailed' },
    ];
    const { p } = await happenForReal(BEFORE, moments);

    const report = await ask(p, BEFORE, AFTER, 2.5 * HOUR);

    expect(report.events).toBe(1);
    expect(report.changed.counts.get('ops')?.messages).toBeGreaterThan(0);
    expect(report.newly.count + report.noLonger.count).toBe(0);
  });

  it('counts one message for what is more than a receiver takes, and who it tells of', async () => {
    const one = aPagingPolicy({ routes: [aRoute()] });
    const capped = new Map([...one.receivers].map(([name, r]) => [name, limited(r)]));
    const moments = ['Stock', 'Payroll', 'Leads'].map(
      (item): Moment => ({ kind: 'event', wait: SECOND, item, type: 'DatasourceRefreshFailed' }),
    );
    const { p } = await happenForReal(one, moments);

    const { inForce, changed, noLonger } = await ask(p, one, { ...one, receivers: capped });

    const repeats = (inForce.counts.get('ops')?.messages ?? 0) - 3;
    expect(changed.counts.get('ops')?.messages).toBeLessThan(2 + repeats);
    expect(noLonger.count).toBe(0);
  });

  it('counts digests, and says of what happened last that it waits for one', async () => {
    const daily = { minute: 14 * 60, days: WEEKDAYS, zone: 'UTC', skipEmpty: true };
    const digests = aPagingPolicy({ routes: [aRoute({ digest: daily })] });
    const { p } = await happenForReal(BEFORE, [
      { kind: 'event', wait: HOUR, item: 'Stock', type: 'DatasourceRefreshFailed' },
      { kind: 'event', wait: HOUR / 2, item: 'Stock', type: 'DatasourceRefreshSucceeded' },
      { kind: 'event', wait: 25 * HOUR, item: 'Payroll', type: 'DatasourceRefreshFailed' },
    ]);

    const { changed, noLonger } = await ask(p, BEFORE, digests, 0, NOON + 27 * HOUR);

    expect([...changed.counts]).toEqual([['ops', { messages: 1, pages: 0 }]]);
    expect(wordsOf(noLonger)).toContain('Payroll → ops by failures; waits for the next digest of ops');
  });

  it('counts the summary of what was missed, to those who hear of it under each', async () => {
    const { p } = await happenForReal(BEFORE, []);
    const at = p.clock.now();
    const seen = { seenUntil: at, lastJobId: undefined, lookedAt: at };
    const found = ['Stock', 'Leads'].map((name, i) => ({
      ...{ type: 'DatasourceRefreshFailed', luid: name, name, jobId: `job-${i}`, outcomes: [] },
      occurredAt: after(at, -HOUR),
    }));
    const gap = { why: 'stopped', from: after(at, -2 * HOUR), to: at, historyFrom: undefined } as const;
    const look = { source: 'acme', found, joined: [], gap, before: undefined, after: seen };
    const now = circumstances(p.deps(), at);
    await p.store.commit(step(emptyWorld(), { kind: 'found', look }, flushTools(p.deps()), now));
    await p.settle();
    p.clock.advance(2 * MINUTE);
    await p.settle();

    const { inForce, changed } = await ask(p, BEFORE, AFTER);

    expect(inForce.counts.get('ops')?.messages).toBe(
      p.sent.filter((s) => s.destinationId === 'ops/test').length,
    );
    expect(p.sent.map((s) => s.briefing.kind)).toContain('digest');
    // A summary and the failure itself.
    expect(changed.counts.get('store')?.messages).toBe(2);
  });

  it('says that a silence tells of its end, where one has kept something quiet', async () => {
    const stock: Moment = { kind: 'event', wait: HOUR / 2, item: 'Stock', type: 'DatasourceRefreshFailed' };
    const silence = aSilence({ matchers: [{ label: 'name', patterns: ['Stock'] }] });
    const begin = async (p: Pipeline) => {
      const { tests: _, ...stored } = silence;
      await p.store.commit([insert('silences', stored)]);
    };
    const { p } = await happenForReal(BEFORE, [stock], { begin });

    expect((await ask(p, BEFORE, AFTER)).notReplayed).toEqual([expect.stringMatching(/^silences: /)]);
  });

  it('says when history begins later than what was asked for', async () => {
    const { p } = await happenForReal(BEFORE, [
      { kind: 'event', wait: HOUR, item: 'Stock', type: 'DatasourceRefreshFailed' },
    ]);

    const { begins } = await ask(p, BEFORE, AFTER, -HOUR);

    expect(begins).toBe(NOON + HOUR);
  });
});

describe('what-if of a running service', () => {
  type Look = {
    readonly state: string;
    readonly faults?: readonly { readonly path: string }[];
    readonly report?: { readonly events: number; readonly newly: { readonly count: number } };
  };
  const TEXT = `sites: { acme: { server: "https://10ax.online.tableau.com", content_url: acme } }
receivers: { ops: [{ ntfy: { topic: ops } }], finance: [{ ntfy: { topic: finance } }] }
routes: [{ match: { condition: refresh-failed }, tell: finance }]
operators: [receiver:ops]
`;

  const look = async (bench: Awaited<ReturnType<typeof startServiceBench>>, text: string) => {
    const body = JSON.stringify({ text, since: '30d' });
    const { id } = await bench.api<{ id: string }>('/config/what-if', { method: 'POST', body });
    for (;;) {
      const found = await bench.api<Look>(`/config/what-if/${id}`);
      if (found.state !== 'running') return found;
    }
  };

  it('shows what a text would change, and puts nothing into force', async () => {
    const bench = await startServiceBench();
    await bench.post(tableauBody({ created_at: isoOf(instant(Date.now() - HOUR)) }));
    await bench.settled();

    const { state, report } = await look(bench, TEXT);

    expect(state).toBe('done');
    expect(report?.events).toBe(1);
    // The message waits for its group at this moment.
    expect(report?.newly.count).toBe(0);
    expect(await bench.api('/config/status')).toMatchObject({ inForce: 1 });
  });

  it('names the faults of a text', async () => {
    const bench = await startServiceBench();

    const { state, faults } = await look(bench, TEXT.replace('tell: finance', 'tell: nobody'));

    expect(state).toBe('faulty');
    expect(faults?.map((f) => f.path)).toEqual(['routes[0].tell']);
  });
});

/** One message an hour, and the rest in another. */
function limited(receiver: Receiver): Receiver {
  const atMost = { messages: 1, within: HOUR };
  return { ...receiver, destinations: receiver.destinations.map((ref) => ({ ...ref, atMost })) };
}

async function ask(
  p: Pipeline,
  now: Policy,
  other: Policy,
  since = 0,
  to: number = p.clock.now(),
): Promise<WhatIfReport> {
  const deps = {
    ...{ store: p.store, regexes: re2Regexes, registry: p.deps().registry },
    policy: { current: () => now },
    check: async () => ({ ok: true, policy: other, warnings: [] }) as const,
  };
  const answer = await whatIf(
    deps,
    { text: '', since: instant(NOON + since), to: instant(to) },
    () => undefined,
  );
  if (!answer.ok) throw new Error('it has no faults');
  return answer.report;
}

function wordsOf({ examples }: WhatIfReport['newly']): readonly string[] {
  return examples.map((e) => `${e.past.event.name} → ${e.receiver} by ${e.by?.name}; ${e.instead}`);
}

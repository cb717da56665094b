import { describe, expect, it } from 'vitest';
import type { CivilRange } from '../../src/domain/time/civil-range.ts';
import { after, HOUR, MINUTE, SECOND } from '../../src/domain/time/instant.ts';
import { aPolicy, aRoute, aSilence, equals } from '../fixtures/policy.ts';
import { NOON } from '../fixtures/records.ts';
import { type Pipeline, startPipeline, tableauBody } from '../harness/pipeline.ts';

const says = (p: Pipeline) => p.sent.map((s) => `${(s.at - NOON) / SECOND} ${s.briefing.title.untrusted}`);

async function fails(p: Pipeline, name: string): Promise<void> {
  await event(p, 'DatasourceRefreshFailed', name);
}

async function recovers(p: Pipeline, name: string): Promise<void> {
  await event(p, 'DatasourceRefreshSucceeded', name);
}

async function event(p: Pipeline, event_type: string, name: string): Promise<void> {
  const created_at = new Date(p.clock.now()).toISOString();
  await p.post(tableauBody({ event_type, resource_name: name, resource_luid: name, created_at }));
  await p.settle();
}

async function advance(p: Pipeline, by: number): Promise<void> {
  p.clock.advance(by);
  await p.settle();
}

const reasonsOf = async (p: Pipeline, number: number) => {
  const incarnation = await p.store.ask('incarnation', { number });
  const members = await p.store.ask('membersOfIncarnation', { id: incarnation?.id ?? '' });
  const subjectIds = [incarnation?.id ?? '', ...members.map((m) => m.groupId)];
  const decisions = await p.store.ask('decisionsAbout', { subjectIds, limit: 50 });
  return decisions.map((d) => `${d.answer}: ${d.reason}`);
};

describe('a silence', () => {
  it('keeps quiet what it fits until its end, tells then what still fails, and says why', async () => {
    const p = await startPipeline();
    p.silences = [aSilence()];

    await fails(p, 'a');
    await fails(p, 'b');
    await advance(p, HOUR - 1);
    expect(says(p)).toEqual(['0 Failed: b']);
    await advance(p, 1);

    expect(says(p)).toEqual(['0 Failed: b', '3600 Failed: a']);
    expect(await reasonsOf(p, 1)).toContain(
      'not-told: kept quiet: silenced by ana until 2026-09-21T13:00:00.000Z: moving the database',
    );
  });

  it('tells nothing of what failed and recovered in it', async () => {
    const p = await startPipeline();
    p.silences = [aSilence()];

    await fails(p, 'a');
    await advance(p, MINUTE);
    await recovers(p, 'a');
    await advance(p, 2 * HOUR);

    expect(says(p)).toEqual([]);
  });

  it('holds no recovery back from who was told of the failure before', async () => {
    const p = await startPipeline();
    await fails(p, 'a');
    p.silences = [aSilence()];

    await advance(p, MINUTE);
    await recovers(p, 'a');

    expect(says(p)).toEqual(['0 Failed: a', '60 Recovered: a']);
  });

  it('in a group takes only what it fits out of the message, and never says that all is well', async () => {
    const p = await startPipeline(
      aPolicy({ routes: [aRoute({ groupBy: ['site'], groupWait: 10 * SECOND })] }),
    );
    p.silences = [aSilence({ until: after(NOON, 10 * HOUR) })];

    await fails(p, 'a');
    await fails(p, 'b');
    await advance(p, 10 * SECOND);
    await advance(p, SECOND);
    await recovers(p, 'b');
    await advance(p, 5 * MINUTE);

    expect(says(p)).toEqual(['10 Failed: b', '311 Recovered: b']);
    expect(p.sent[1]?.briefing.kind).toBe('update');
  });
});

describe('a quiet time', () => {
  const lunch: CivilRange = {
    zone: 'UTC',
    days: new Set(),
    monthDays: [],
    months: new Set(),
    hours: { start: 11 * 60, end: 13 * 60 },
  };
  const quietTimes = new Map([['lunch', [lunch]]]);

  it('holds what fails in it, and tells at its end what still fails', async () => {
    const p = await startPipeline(aPolicy({ quietTimes, routes: [aRoute({ quiet: ['lunch'] })] }));

    await fails(p, 'a');
    await fails(p, 'b');
    await advance(p, MINUTE);
    await recovers(p, 'b');
    for (let i = 0; i < 59; i++) await advance(p, MINUTE);

    expect(says(p)).toEqual(['3600 Failed: a']);
  });

  it('that begins inside an open group keeps its repeats quiet', async () => {
    const later = { ...lunch, hours: { start: 15 * 60, end: 20 * 60 } };
    const policy = aPolicy({
      quietTimes: new Map([['lunch', [later]]]),
      routes: [aRoute({ quiet: ['lunch'] })],
    });
    const p = await startPipeline(policy);

    await fails(p, 'a');
    for (let i = 0; i < 9 * 4; i++) await advance(p, 15 * MINUTE);

    expect(says(p)).toEqual(['0 Failed: a', `${8 * 3600} Still failing: a`]);
  });
});

describe('an inhibition', () => {
  const inhibitions = [
    {
      place: { path: 'inhibitions[0]', line: 1 },
      when: [equals('name', 'database')],
      quiet: [equals('condition', 'refresh-failed')],
      equal: ['site' as const],
    },
  ];

  it('keeps its targets quiet until the last of its sources has ended', async () => {
    const two = [
      {
        ...inhibitions[0]!,
        when: [
          { ...equals('name', 'x'), fits: (v: readonly string[]) => v.some((name) => name.startsWith('db')) },
        ],
      },
    ];
    const p = await startPipeline(aPolicy({ inhibitions: two }));

    await fails(p, 'db1');
    await fails(p, 'db2');
    await fails(p, 'a');
    await recovers(p, 'db1');
    await advance(p, 2 * MINUTE);
    expect(says(p)).toEqual(['0 Failed: db1', '0 Failed: db2', '0 Recovered: db1']);
    await recovers(p, 'db2');
    await advance(p, MINUTE);

    expect(says(p).slice(3)).toEqual(['120 Recovered: db2', '180 Failed: a']);
  });

  it('does not reach another site', async () => {
    const p = await startPipeline(aPolicy({ inhibitions }));

    await fails(p, 'database');
    await p.post(tableauBody({ resource_name: 'b', resource_luid: 'b' }), 'globex');
    await p.settle();

    expect(says(p)).toEqual(['0 Failed: database', '0 Failed: b']);
  });
});

describe('after_failures', () => {
  it('tells of an alert at its n-th failure in a row, and counts anew after a success', async () => {
    const p = await startPipeline(aPolicy({ routes: [aRoute({ afterFailures: 3 })] }));

    for (const step of [fails, fails, recovers, fails, fails, fails, recovers]) {
      await step(p, 'a');
      await advance(p, HOUR);
    }

    expect(says(p)).toEqual([`${5 * 3600} Failed: a`, `${6 * 3600} Recovered: a`]);
    expect(await reasonsOf(p, 1)).toContain(
      'not-told: kept quiet: it failed 1 of 3 times in a row (after_failures)',
    );
  });
});

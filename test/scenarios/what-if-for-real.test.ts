/** What `config what-if` says beside what happened for real under both configurations, over the history of the bench. */
import { expect, it } from 'vitest';
import { AFTER, BEFORE } from '../../bench/history.ts';
import { whatIf, type WhatIfReport } from '../../src/app/story/what-if.ts';
import type { Policy } from '../../src/domain/policy.ts';
import type { Tally } from '../../src/domain/replay/replay-ledger.ts';
import { re2Regexes } from '../../src/platform/regexes.ts';
import { NOON } from '../fixtures/records.ts';
import { happenForReal, handsOnItems } from '../harness/for-real.ts';
import { aMonth, type Counts, heardIn, policyOf } from '../harness/month.ts';
import type { Pipeline } from '../harness/pipeline.ts';

/** All of it: `EVENTS=100000 npx vitest run test/scenarios/what-if-for-real.test.ts`. */
const EVENTS = Number(process.env['EVENTS'] ?? 2000);

it(`says of ${EVENTS} events exactly what happens for real under both configurations`, {
  timeout: 60_000 + EVENTS * 60,
}, async () => {
  const [before, after] = [await policyOf(BEFORE, 1), await policyOf(AFTER, 2)];
  const { moments, ...month } = aMonth(EVENTS);
  const [began, cpu] = [performance.now(), process.cpuUsage()];
  const one = await happenForReal(before, moments, month);
  const hands = await handsOnItems(one.p, one.end);
  const other = await happenForReal(after, moments, { ...month, hands });
  const tookForReal = (performance.now() - began) / 1000;
  const [now, then] = [await heardIn(one.p), await heardIn(other.p)];

  const asked = performance.now();
  const report = await ask(one.p, before, after);
  const took = (performance.now() - asked) / 1000;

  const newly = [...then.told].filter((t) => !now.told.has(t)).length;
  const noLonger = [...now.told].filter((t) => !then.told.has(t)).length;
  const events = moments.filter(({ kind }) => kind === 'event').length;
  console.log(
    `${events} events, ${hands.length} acknowledges: for real ${tookForReal.toFixed(0)} s, what-if ${took.toFixed(1)} s; ` +
      `${one.p.sent.length} → ${other.p.sent.length} messages, of these digests ${digestsOf(one.p)} → ${digestsOf(other.p)}, woken ${now.woken} → ${then.woken}, ` +
      `${newly} newly told, ${noLonger} no longer; CPU ${(process.cpuUsage(cpu).user / 1e6).toFixed(0)} s\n` +
      [now, then].map(({ counts }) => JSON.stringify(counts)).join('\n'),
  );
  expect(one.p.errors).toEqual([]);
  expect(report.events).toBe(events);
  expect(countsOf(report.inForce)).toEqual(now.counts);
  expect(countsOf(report.changed)).toEqual(then.counts);
  expect([report.inForce.woken, report.changed.woken]).toEqual([now.woken, then.woken]);
  expect([report.newly.count, report.noLonger.count]).toEqual([newly, noLonger]);
  expect(newly).toBeGreaterThan(0);
  expect(noLonger).toBeGreaterThan(0);
});

async function ask(p: Pipeline, now: Policy, other: Policy): Promise<WhatIfReport> {
  const deps = {
    ...{ store: p.store, regexes: re2Regexes, registry: p.deps().registry },
    policy: { current: () => now },
    check: async () => ({ ok: true, policy: other, warnings: [] }) as const,
  };
  const answer = await whatIf(deps, { text: '', since: NOON, to: p.clock.now() }, () => undefined);
  if (!answer.ok) throw new Error('it has no faults');
  return answer.report;
}

/** Of a route, and of what was too much. */
function digestsOf({ sent }: Pipeline): number {
  return sent.filter(({ briefing }) => briefing.kind === 'digest').length;
}

function countsOf({ counts }: Tally): Counts {
  return Object.fromEntries(
    [...counts].map(([receiver, { messages, pages }]) => [receiver, { messages, pages }]),
  );
}

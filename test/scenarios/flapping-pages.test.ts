import { expect, it } from 'vitest';
import { HOUR, MINUTE } from '../../src/domain/time/instant.ts';
import { aPagingPolicy } from '../fixtures/escalation.ts';
import { acknowledge, fail, pass, sentOf, succeed } from '../harness/paging.ts';
import { type Pipeline, startPipeline } from '../harness/pipeline.ts';

async function flap(p: Pipeline, times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    await fail(p);
    await pass(p, 2 * MINUTE);
    await succeed(p);
    await pass(p, 2 * MINUTE);
  }
}

async function start(): Promise<Pipeline> {
  const policy = aPagingPolicy();
  const flapping = { changes: 3, within: 2 * HOUR, stableFor: HOUR };
  return startPipeline({ ...policy, routes: policy.routes.map((r) => ({ ...r, flapping })) });
}

it('wakes somebody once while it flaps, and again when it fails steadily', async () => {
  const p = await start();
  await flap(p, 5);
  const during = sentOf(p, (d) => d === '@ana/test').map((s) => s.split(' ').slice(1).join(' '));
  // Failed, recovered, flapping: the other three times wake nobody.
  expect(during).toEqual(['+0 firing', '+2 recovered', '+4 firing']);

  await fail(p);
  await pass(p, 70 * MINUTE, MINUTE);
  expect(sentOf(p).slice(3)).toEqual([
    '@ana/test +80 firing',
    '@ben/test +85 firing',
    'bosses/test +90 firing',
  ]);
});

it('who has acknowledged is not woken again when it fails steadily', async () => {
  const p = await start();
  await flap(p, 1);
  await fail(p);
  await acknowledge(p);
  await pass(p, MINUTE);
  await succeed(p);
  await flap(p, 3);
  await fail(p);
  const before = sentOf(p).length;
  await pass(p, 2 * HOUR, MINUTE);
  expect(sentOf(p).slice(before)).toEqual([]);
});

it('who has acknowledged stands beside what flaps, not beside the last time that it was well', async () => {
  const p = await start();
  p.canUpdate = true;
  await flap(p, 2);
  await fail(p);
  await acknowledge(p);
  await pass(p, MINUTE);
  const { briefing } = p.sent.at(-1) ?? {};
  expect(briefing?.kind).toBe('acknowledged');
  expect(briefing?.title.untrusted).toBe('Acknowledged by Ana: Sales Daily');
  expect(briefing?.items.map(({ state }) => state)).toEqual(['firing']);
});

import { describe, expect, it } from 'vitest';
import { bench, monday, sinkOfTest } from '../../../test/harness/tableau.ts';
import { HOUR, MINUTE, SECOND } from '../../domain/time/instant.ts';
import { systemClock } from '../../platform/clock.ts';
import type { Sink } from '../sink/sink.ts';
import { DEMO_PACE } from './pace.ts';
import { REASONS, notesOf } from './reasons.ts';
import type { JobView } from './views.ts';

const DEMO = { company: 'demo', autoRun: true, pace: DEMO_PACE, history: 48 * HOUR } as const;
const FAILURES = ['DatasourceRefreshFailed', 'WorkbookRefreshFailed'];

/** Ten minutes of the demonstration, and everything that came of them. */
async function demoRun(seed: number, sink: Sink): Promise<{ bodies: string[]; jobs: JobView[] }> {
  const tableau = await bench({ ...DEMO, seed });
  const member = await tableau.signIn();
  for (const event of FAILURES) await member.createWebhook(event, sink.url);
  await tableau.control.advance(10 * MINUTE);
  const deliveries = tableau.control.deliveries();
  return { bodies: deliveries.map(({ body }) => body), jobs: [...tableau.control.jobs()] };
}

describe('the demonstration', () => {
  it('fails within five seconds, and has recovered from that within two minutes', async () => {
    const tableau = await bench(DEMO);
    const sink = await sinkOfTest();
    const member = await tableau.signIn();
    for (const event of FAILURES) await member.createWebhook(event, sink.url);
    await member.createWebhook('DatasourceRefreshSucceeded', sink.url);

    await tableau.control.advance(5 * SECOND);
    const [first] = tableau.control.deliveries().filter(({ event }) => event.endsWith('Failed'));
    expect(first?.state).toBe('delivered');
    await tableau.control.advance(2 * MINUTE);

    const later = tableau.control.deliveries().filter(({ content }) => content === first?.content);
    expect(later.map(({ event }) => event)).toContain('DatasourceRefreshSucceeded');
  });

  it('is calm: a mix of success and failure, with far fewer failures than runs', async () => {
    const { bodies, jobs } = await demoRun(3, await sinkOfTest());

    const lively = jobs.filter(({ createdAt }) => createdAt > monday);
    expect(bodies.length).toBeGreaterThan(5);
    expect(bodies.length).toBeLessThan(40);
    expect(lively.length).toBeGreaterThan(bodies.length * 3);
  });

  it('has a past that no webhook hears of', async () => {
    const { jobs, bodies } = await demoRun(1, await sinkOfTest());

    const past = jobs.filter(({ endedAt }) => endedAt !== undefined && endedAt <= monday);
    expect(past.length).toBeGreaterThan(200);
    expect(past.some(({ status }) => status === 'Failed')).toBe(true);
    expect(bodies.every((body) => body.includes('2026-09-21T12:'))).toBe(true);
  });

  it('repeats exactly with the same seed, whatever was asked between, and not with another', async () => {
    const sink = await sinkOfTest();
    const first = await demoRun(5, sink);
    const second = await bench({ ...DEMO, seed: 5 });
    const member = await second.signIn();
    for (const event of FAILURES) await member.createWebhook(event, sink.url);
    for (let minute = 0; minute < 10; minute++) {
      await member.on('GET', 'jobs');
      await second.control.advance(MINUTE);
    }
    const other = await demoRun(6, sink);

    expect(second.control.jobs()).toEqual(first.jobs);
    expect(second.control.deliveries().map(({ body }) => body)).toEqual(first.bodies);
    expect(other.bodies).not.toEqual(first.bodies);
  });

  it('has notes for every reason, none like another', () => {
    const notes = REASONS.map((reason) => notesOf(reason, 'Sales'));

    expect(new Set(notes).size).toBe(REASONS.length);
  });
});

describe('on the machine’s clock', () => {
  it('delivers by itself, and settles when the last retry is over', async () => {
    const sink = await sinkOfTest();
    sink.set({ kind: 'answer', status: 500 });
    const tableau = await bench({ clock: systemClock, switches: { retryGapsMs: [1, 2, 3] } });
    const member = await tableau.signIn();
    await member.createWebhook('DatasourceRefreshFailed', sink.url);

    tableau.control.failNow({ content: 'Sales Daily' });
    await tableau.control.settle();

    expect(sink.count()).toBe(4);
    expect(tableau.control.webhooks()).toMatchObject([{ isEnabled: false }]);
    await expect(tableau.control.advance(1)).rejects.toThrow('ManualClock');
  });
});

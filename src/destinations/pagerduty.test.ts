import { describe, expect, it, onTestFinished } from 'vitest';
import { aBriefing, HOSTILE, RECOVERED } from '../../test/fixtures/briefings.ts';
import { NOON } from '../../test/fixtures/records.ts';
import { outboundFor } from '../../test/harness/outbound.ts';
import type { Briefing } from '../domain/briefing/briefing.ts';
import { startPagerDutySimulator } from '../simulator/providers/pagerduty.ts';
import { pagerduty } from './pagerduty.ts';

async function service(options: Parameters<typeof startPagerDutySimulator>[0] = {}) {
  const simulator = await startPagerDutySimulator(options);
  onTestFinished(() => simulator.close());
  const to = { routing_key: simulator.key, url: simulator.enqueueUrl };
  const io = outboundFor();
  const send = (briefing: Briefing, threadKey = 'group-1', at: object = {}) =>
    pagerduty.send(
      pagerduty.render(briefing, to).payload,
      undefined,
      { ...to, ...at },
      {
        deliveryId: 'd-1',
        threadKey,
        signal: new AbortController().signal,
        at: NOON,
        io,
      },
    );
  return { simulator, send };
}

describe('a group in PagerDuty', () => {
  it('is one alert: opened, told again, acknowledged, resolved', async () => {
    const { simulator, send } = await service();

    await send(aBriefing({ severity: 'critical' }));
    await send(aBriefing({ kind: 'update' }));
    expect(simulator.alerts).toMatchObject([{ dedupKey: 'group-1', state: 'triggered', events: 2 }]);
    await send(aBriefing({ kind: 'acknowledged' }));
    expect(simulator.alerts).toMatchObject([{ state: 'acknowledged' }]);
    await send(RECOVERED);
    expect(simulator.alerts).toMatchObject([{ state: 'resolved' }]);

    await send(aBriefing(), 'group-2');
    expect(simulator.alerts).toHaveLength(2);
  });

  it('says what failed, where and how badly, with links', async () => {
    const { simulator, send } = await service();

    await send(aBriefing({ severity: 'critical' }));

    expect(simulator.alerts[0]).toMatchObject({
      payload: {
        summary: '#42 Failed: Sales Daily (Extract refresh failed)',
        severity: 'critical',
        source: 'acme',
        component: 'Sales Daily',
        timestamp: '2026-09-21T12:00:00.000Z',
      },
      links: [
        { href: 'https://tableau.example.com/#/site/acme/jobs', text: 'Open in Tableau' },
        { href: 'https://alerts.example.com/a/token', text: 'Details' },
      ],
    });
  });

  it.each(['digest', 'notice', 'handoff'] as const)(
    'is of severity info for a %s, however bad what it counts is',
    async (kind) => {
      const { simulator, send } = await service();

      await send(aBriefing({ kind, severity: 'critical', number: 0 }));

      expect(simulator.alerts).toMatchObject([{ payload: { severity: 'info' } }]);
      expect(JSON.stringify(simulator.alerts)).not.toContain('"number"');
    },
  );

  it('fits and stays on its lines, whatever a name holds', async () => {
    const { simulator, send } = await service();

    expect(await send(HOSTILE)).toMatchObject({ kind: 'accepted' });

    const said = JSON.stringify(simulator.alerts[0]);
    expect(said.length).toBeLessThan(60_000);
    expect(said).not.toMatch(/http:\/\/evil|\\n|\\u202e|\u202e/);
  });
});

describe('the simulated PagerDuty', () => {
  it('refuses what PagerDuty refuses, and throttles', async () => {
    const { send } = await service({ perMinute: 1 });

    const strange = { routing_key: 'X'.repeat(32) };
    expect(await send(aBriefing(), 'g', strange)).toMatchObject({ kind: 'broken' });
    expect(await send(aBriefing())).toMatchObject({ kind: 'accepted' });
    expect(await send(aBriefing())).toMatchObject({ kind: 'notNow', until: NOON + 120_000 });
  });

  it('takes and drops an end of what never began', async () => {
    const { simulator, send } = await service();

    expect(await send(RECOVERED)).toMatchObject({ kind: 'accepted', status: 202 });
    expect(simulator.alerts).toEqual([]);
  });
});

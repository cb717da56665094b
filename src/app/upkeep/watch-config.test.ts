import { describe, expect, it } from 'vitest';
import { aPolicy } from '../../../test/fixtures/policy.ts';
import { startPipeline } from '../../../test/harness/pipeline.ts';
import { MINUTE, SECOND } from '../../domain/time/instant.ts';
import { type ConfigReport, configStatus } from '../policy/config-status.ts';
import { watchConfig } from './watch-config.ts';

const FAULT = { path: 'routes[0].tell', line: 10, column: 3, message: 'there is no receiver "nobody"' };

async function start(managedBy: string | undefined = 'c.yaml') {
  const p = await startPipeline(aPolicy({ operators: ['ops'], revision: 7 }));
  const status = configStatus(managedBy);
  let watch = watchConfig({ ...p.deps(), status });
  return {
    p,
    report: (over: Partial<ConfigReport> = {}) =>
      status.report({ of: 'c.yaml', at: p.clock.now(), accepted: true, faults: [], warnings: [], ...over }),
    restart: () => (watch = watchConfig({ ...p.deps(), status })),
    async pass(ms: number) {
      for (let left = ms; left > 0; left -= 15 * SECOND) {
        p.clock.advance(Math.min(left, 15 * SECOND));
        await watch(p.clock.now());
        await p.settle();
      }
    },
  };
}

const REFUSED = { accepted: false, faults: [FAULT, FAULT, FAULT] };

describe('a configuration file that is refused', () => {
  it('is told to the operators after a minute, once however often it is saved, and so is its end', async () => {
    const { p, report, pass } = await start();
    report(REFUSED);
    await pass(45 * SECOND);
    expect(p.sent).toEqual([]);

    await pass(15 * SECOND);
    report(REFUSED);
    await pass(5 * MINUTE);
    report();
    await pass(15 * SECOND);

    expect(p.sent.map(({ briefing }) => [briefing.kind, briefing.title.untrusted])).toEqual([
      ['firing', 'The configuration has faults: c.yaml'],
      ['recovered', 'Recovered: c.yaml'],
    ]);
    expect(p.sent[0]?.briefing.items[0]?.reason?.untrusted).toBe(
      'line 10, routes[0].tell: there is no receiver "nobody" (and 2 more); revision 7 stays in force',
    );
  });

  it('and mended within the minute wakes nobody', async () => {
    const { p, report, pass } = await start();
    report(REFUSED);
    await pass(45 * SECOND);
    report();
    await pass(5 * MINUTE);

    expect(p.sent).toEqual([]);
  });

  it('counts its minute from the first of several faulty versions', async () => {
    const { p, report, pass } = await start();
    for (let n = 0; n < 5; n++) {
      report(REFUSED);
      await pass(30 * SECOND);
    }

    expect(p.sent).toHaveLength(1);
  });

  it('is over when it was mended while nothing ran', async () => {
    const { p, report, restart, pass } = await start();
    report(REFUSED);
    await pass(2 * MINUTE);
    restart();
    report();
    await pass(15 * SECOND);

    expect(p.sent.map(({ briefing }) => briefing.kind)).toEqual(['firing', 'recovered']);
  });
});

it('a stored revision that has faults now is told as what it leaves out', async () => {
  const { p, report, pass } = await start();
  report({ ...REFUSED, of: 'revision 7', faults: [FAULT] });
  await pass(2 * MINUTE);

  expect(p.sent[0]?.briefing.severity).toBe('error');
  expect(p.sent[0]?.briefing.items[0]?.reason?.untrusted).toBe(
    'line 10, routes[0].tell: there is no receiver "nobody"; what they touch is left out',
  );
});

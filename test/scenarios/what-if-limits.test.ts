/** A what-if that is too large, or that runs while the service stops: it ends by itself, and all else goes on. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { whatIfDesk } from '../../src/app/story/what-if-desk.ts';
import { after, DAY, HOUR } from '../../src/domain/time/instant.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { uuidV7 } from '../../src/platform/ids.ts';
import { whatIfThread } from '../../src/what-if-thread.ts';
import { storeFailures } from '../harness/long-history.ts';
import { startProgram } from '../harness/program.ts';
import { temporaryFolder } from '../harness/temp.ts';
import { typed } from '../harness/typed.ts';

const TEXT = `sites: { acme: { server: "https://10ax.online.tableau.com", content_url: acme } }
receivers: { ops: [{ ntfy: { topic: ops } }] }
routes: [{ match: { condition: refresh-failed }, tell: ops, group_by: ["..."], repeat_interval: 30d }]
operators: [receiver:ops]
`;

it('ends where it needs too much memory, names a shorter time, and the next one runs', async () => {
  const to = systemClock.now();
  const path = await storeFailures(join(temporaryFolder(), 'data'), 25_000, to);
  const run = whatIfThread(
    path,
    { lookup: async () => ({ ok: false, fault: 'is not there', remedy: 'store it' }) },
    72,
  );
  const clock = { now: () => to };
  const desk = whatIfDesk({ ids: uuidV7(systemClock), clock, run });
  const answerOf = (id: string) =>
    vi.waitFor(() => {
      const found = desk.look(id);
      if (found.state === 'running') throw new Error('it still runs');
      return found.answer;
    }, 60_000);

  const long = desk.begin({ text: TEXT, since: after(to, -20 * DAY) });
  await vi.waitFor(() => expect(() => desk.look(long)).toThrow('needs more than 72 MB of memory'), 60_000);
  expect(() => desk.look(long)).toThrow(
    expect.objectContaining({ remedy: 'look at a shorter time: --since 10d' }),
  );
  const short = await answerOf(desk.begin({ text: TEXT, since: after(to, -HOUR) }));

  expect(short).toMatchObject({ ok: true, report: { notReplayed: [] } });
  await desk.close();
}, 120_000);

it('does not hold up a stop of the service, and whoever asked is told so', async () => {
  const folder = temporaryFolder();
  const data = join(folder, 'data');
  await storeFailures(data, 40_000, systemClock.now());
  const file = join(folder, 'changed.yaml');
  writeFileSync(file, TEXT);
  const program = await startProgram(data, ['--public-listen', '127.0.0.1:0']);
  const asked = typed('config', 'what-if', '--config', file, '--data', data);
  const again = () => typed('config', 'what-if', '--config', file, '--data', data);
  await vi.waitFor(async () => expect((await again()).said).toContain('another what-if is running'), 20_000);

  const begun = performance.now();
  const code = await program.stop();

  expect(code, program.output()).toBe(0);
  expect(performance.now() - begun).toBeLessThan(5000);
  expect(await asked).toEqual({
    code: 1,
    said: expect.stringMatching(
      /^the (service has ended while the what-if ran|what-if was ended)\n {2}→ /,
    ) as string,
  });
}, 120_000);

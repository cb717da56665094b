import { expect, it } from 'vitest';
import { startOnCallDesk } from '../../test/harness/on-call-desk.ts';
import { localApi } from '../http/dispatch.ts';
import { onCallHandlers } from '../http/routes/on-call.ts';
import { listGapsCommand } from './commands/list-gaps.ts';
import type { Faces } from './faces.ts';
import { terminalOutput } from './output.ts';

async function gapsOf(schedules: string) {
  const desk = await startOnCallDesk('2026-11-02T08:00Z', schedules);
  const api = localApi(onCallHandlers(desk.onCall), { actor: 'ana', may: new Set(['read'] as const) });
  let printed = '';
  const print = (text: string) => void (printed += text);
  const out = terminalOutput(false, print, () => undefined);
  const faces = { api: async () => api } as Partial<Faces> as Faces;
  return { code: await listGapsCommand.run({ faces, args: [], options: { days: '60' }, out }), printed };
}

it.each([
  ['', 0, 'No schedules yet: add people: and schedules: to the configuration.\n'],
  ['  data: { time_zone: UTC, always: [ana] }', 0, 'No gaps in the next 60 days.\n'],
  [
    '  data: { time_zone: UTC, always: [ana], until: 2026-11-30 }',
    1,
    expect.stringMatching(/^SCHEDULE .*\ndata .*2026-11-30/),
  ],
])('says of the gaps of "%s" what is so', async (schedules, code, printed) => {
  expect(await gapsOf(schedules)).toEqual({ code, printed });
});

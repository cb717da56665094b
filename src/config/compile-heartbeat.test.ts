import { expect, it } from 'vitest';
import { checkDeps, faultsOf, SMALL_CONFIG } from '../../test/fixtures/config.ts';
import { checkConfig } from './check.ts';

const withHeartbeat = (line: string) => `${SMALL_CONFIG}heartbeat: ${line}\n`;

it('is a warning while there is none', async () => {
  const { warnings } = await checkConfig(SMALL_CONFIG, checkDeps());
  expect(warnings).toMatchObject([{ path: 'heartbeat', message: expect.stringContaining('nobody notices') }]);
});

it('has an address and an interval of a minute when none is given', async () => {
  const check = await checkConfig(withHeartbeat('{ url: "${env:BEAT}" }'), checkDeps());
  expect(check).toMatchObject({ ok: true, warnings: [], policy: { heartbeat: { every: 60_000 } } });
});

it('says what is wrong with an address or an interval', async () => {
  expect(await faultsOf(withHeartbeat('{ url: ping }'))).toEqual([
    expect.stringContaining('heartbeat.url: must be the address'),
  ]);
  expect(await faultsOf(withHeartbeat('{ url: "${env:BEAT}", every: 1s }'))).toEqual([
    expect.stringContaining('at least 10 s'),
  ]);
});

import { expect, it } from 'vitest';
import { checkDeps, faultsOf, siteWith, SMALL_CONFIG } from '../../test/fixtures/config.ts';
import { MINUTE } from '../domain/time/instant.ts';
import { checkConfig } from './check.ts';

async function canaryOf(text: string): Promise<unknown> {
  const check = await checkConfig(text, checkDeps());
  return check.ok ? check.policy.sites.get('acme')?.canary : check.faults;
}

it.each([
  [SMALL_CONFIG, 30 * MINUTE],
  [siteWith('canary: 10m'), 10 * MINUTE],
  [siteWith('canary: off'), undefined],
  [siteWith('intake: pull'), undefined],
  [SMALL_CONFIG.replace(/^ {4}pat:.*\n/m, ''), undefined],
])('tries the way in of sites that can be asked for it: %#', async (text, expected) => {
  expect(await canaryOf(text)).toBe(expected);
});

it('refuses times that are too short or no times, and sites that have no way in', async () => {
  expect(await faultsOf(siteWith('canary: 1m'))).toEqual([expect.stringContaining('at least 5m')]);
  expect(await faultsOf(siteWith('canary: often'))).toEqual([expect.stringContaining('must be off')]);
  expect(await faultsOf(siteWith('canary: 10m\n    intake: pull'))).toEqual([
    expect.stringContaining('no way in that could be tried'),
  ]);
});

it('warns of two sites that share a token', async () => {
  const twin = `\n  twin:\n    server: https://10ax.online.tableau.com\n    content_url: twin\n    pat: { name: tabduty, secret: "\${secret:acme-pat}" }`;
  const alive = 'heartbeat: { url: "${secret:teams-ops}" }\n';
  const text = `${SMALL_CONFIG.replace('\nreceivers:', `${twin}\nreceivers:`)}${alive}`;

  const { warnings } = await checkConfig(text, checkDeps());

  expect(warnings.filter(({ path }) => path.endsWith('pat.name'))).toMatchObject([
    { path: 'sites.twin.pat.name', message: expect.stringContaining('the token of sites.acme too') },
  ]);
});

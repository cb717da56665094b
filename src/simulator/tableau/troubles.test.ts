/** Troubles of the simulated Tableau that its clients must survive: damaged answers, limits, clocks, places that go. */
import { describe, expect, it } from 'vitest';
import { bench, codeOf, json } from '../../../test/harness/tableau.ts';
import { ControlMistake } from './refusal.ts';

type Paged = {
  readonly pagination: { readonly totalAvailable: string };
  readonly workbooks: { readonly workbook?: readonly { readonly name: string }[] };
};

describe('a fault', () => {
  it('of truncated is half a document in an answer that seems whole', async () => {
    const tableau = await bench();
    const member = await tableau.signIn();
    tableau.control.addFault({ kind: 'truncated', times: 1 });

    const answer = await member.on('GET', 'workbooks');

    expect(answer.status).toBe(200);
    expect(Number(answer.headers['content-length'])).toBe(Buffer.byteLength(answer.text));
    expect(() => json(answer)).toThrow('JSON');
    expect((await member.on('GET', 'workbooks')).text.length).toBeGreaterThan(answer.text.length);
  });

  it('of a half page lists half of the rows that its count promises', async () => {
    const tableau = await bench();
    const member = await tableau.signIn();
    tableau.control.addFault({ kind: 'half-page', times: 1 });

    const half = json<Paged>(await member.on('GET', 'workbooks'));
    const whole = json<Paged>(await member.on('GET', 'workbooks'));

    const rows = ({ workbooks }: Paged): number => workbooks.workbook?.length ?? 0;
    expect(half.pagination).toEqual(whole.pagination);
    expect(rows(half)).toBe(Math.floor(rows(whole) / 2));
  });

  it('of a login page answers 200 with a web page', async () => {
    const tableau = await bench();
    tableau.control.addFault({ kind: 'login-page', times: 1 });

    const answer = await tableau.ask('GET', 'serverInfo');

    expect([answer.status, answer.headers['content-type']]).toEqual([200, 'text/html']);
    expect(answer.text).toMatch(/^<!DOCTYPE html>/);
  });

  it.each([
    [{ kind: 'too-many', retryAfter: 7 }, '7'],
    [{ kind: 'too-many' }, undefined],
  ] as const)('of too many calls names a time to wait or none: %j', async (fault, expected) => {
    const tableau = await bench();
    tableau.control.addFault(fault);

    const answer = await tableau.ask('GET', 'serverInfo');

    expect([answer.status, codeOf(answer)]).toEqual([429, '429000']);
    expect(answer.headers['retry-after']).toBe(expected);
  });
});

describe('the simulated Tableau', () => {
  it('tells the time of a clock that is minutes ahead', async () => {
    const tableau = await bench({ switches: { clockAheadMs: 300_000 } });

    const { headers } = await tableau.ask('GET', 'serverInfo');

    expect(Date.parse(String(headers['date'])) - tableau.clock.now()).toBe(300_000);
  });

  it('ends a session that somebody takes by signing in with the same token', async () => {
    const tableau = await bench();
    const member = await tableau.signIn();

    tableau.control.displacePat('tabduty');

    expect(codeOf(await member.on('GET', 'webhooks'))).toBe('401002');
    expect((await (await tableau.signIn()).on('GET', 'webhooks')).status).toBe(200);
  });

  it('renames a project with what is below it, and deletes one with its content', async () => {
    const tableau = await bench();
    tableau.control.places.renameProject('Finance', 'Money');

    const close = tableau.control.content().find(({ name }) => name === 'Monthly Close');
    expect(close?.project).toBe('Money/Monthly Close');

    tableau.control.places.removeProject('Money');
    expect(tableau.control.content().some(({ project }) => project.startsWith('Money'))).toBe(false);
    const answer = await (await tableau.signIn()).on('GET', `workbooks/${close?.luid}`);
    expect(codeOf(answer)).toBe('404006');
  });

  it('renames a site, whose old name nobody can sign in to, and deletes one with its sessions', async () => {
    const tableau = await bench();
    const member = await tableau.signIn();

    tableau.control.places.renameSite('acme', 'acme-eu');
    await expect(tableau.signIn()).rejects.toThrow('401001');
    expect((await member.on('GET', 'webhooks')).status).toBe(200);

    tableau.control.places.removeSite('acme-eu');
    expect(codeOf(await member.on('GET', 'webhooks'))).toBe('404000');
  });

  it('says which projects and sites there are', async () => {
    const { control } = await bench();

    expect(() => control.places.removeProject('Moon')).toThrow(ControlMistake);
    expect(() => control.places.removeSite('moon')).toThrow('there is no site "moon"; there is "acme"');
  });

  it('shows its newest calls first, numbered over all there were', async () => {
    const tableau = await bench();
    await tableau.ask('GET', 'serverInfo');
    const member = await tableau.signIn();
    await member.on('GET', 'jobs/none');

    const [newest, before] = tableau.control.state().newestCalls;
    expect(newest).toMatchObject({ number: 3, method: 'GET', status: 404, code: '404018' });
    expect(before).toMatchObject({ number: 2, method: 'POST', status: 200 });
  });
});

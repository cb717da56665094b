import { describe, expect, it } from 'vitest';
import { type Answered, type Bench, bench, json, sinkOfTest } from '../../../test/harness/tableau.ts';
import { SECOND } from '../../domain/time/instant.ts';

const JSON_TYPE = { 'content-type': 'application/json' };

async function control(tableau: Bench, what: string, body?: object, headers = JSON_TYPE): Promise<Answered> {
  const method = body === undefined ? 'GET' : 'POST';
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  const answer = await fetch(`${tableau.url}/_sim/${what}`, { method, headers, ...sent });
  return { status: answer.status, headers: {}, text: await answer.text() };
}

async function look<T>(tableau: Bench, what: string): Promise<T> {
  return json<T>(await control(tableau, what));
}

describe('the control over HTTP', () => {
  it('causes what it is told to, and shows what came of it', async () => {
    const sink = await sinkOfTest();
    const tableau = await bench();
    const member = await tableau.signIn();
    await member.createWebhook('DatasourceRefreshFailed', sink.url);

    const failed = await control(tableau, 'fail', { content: 'Sales Daily', reason: 'dns', copies: 4 });
    await tableau.control.settle();

    expect(json(failed)).toMatchObject({ content: 'Sales Daily', status: 'Failed' });
    expect(sink.count()).toBe(4);
    expect(await look<object[]>(tableau, 'deliveries')).toHaveLength(4);
    expect(await look<object[]>(tableau, 'jobs')).toMatchObject([{ status: 'Failed' }]);
    expect(await look(tableau, 'webhooks')).toMatchObject([
      { event: 'DatasourceRefreshFailed', isEnabled: true },
    ]);
    expect(await look<object[]>(tableau, 'calls')).toHaveLength(2);
  });

  it('starts, cancels, succeeds, decides, skips, suspends, renames, gives away and removes', async () => {
    const tableau = await bench();
    const content = 'Sales Daily';
    const state = async (): Promise<object | undefined> =>
      (await look<{ name: string }[]>(tableau, 'content')).find(({ name }) => name.startsWith('Sales'));
    const does = async (what: string, more: object = {}): Promise<object | undefined> => {
      const answer = await control(tableau, what, { content, ...more });
      expect([what, answer.status, answer.text]).toEqual([what, 200, expect.any(String)]);
      return state();
    };

    expect(await does('start', { takes: 60_000 })).toMatchObject({ refresh: 'running' });
    expect(await does('cancel')).toMatchObject({ refresh: 'idle', last: { status: 'Cancelled' } });
    expect(await does('succeed')).toMatchObject({ last: { status: 'Success' } });
    await does('next', { notes: 'in my own words' });
    await does('run-in', { ms: 1000 });
    await tableau.control.advance(10 * 60 * SECOND);
    expect(await state()).toMatchObject({ last: { status: 'Failed', notes: 'in my own words' } });
    await does('skip', { times: 2 });
    expect(await does('suspend', { suspended: true })).toMatchObject({ refresh: 'suspended' });
    expect(await does('unschedule')).not.toHaveProperty('nextRunAt');
    await does('emit', { event: 'DatasourceUpdated' });
    expect(await does('give-to', { owner: 'ana' })).toMatchObject({ owner: 'Ana Costa' });
    expect(await does('rename', { to: 'Sales Weekly' })).toMatchObject({ name: 'Sales Weekly' });
    expect((await control(tableau, 'remove', { content: 'Sales Weekly' })).status).toBe(200);
    expect(await state()).toBeUndefined();
  });

  it('troubles the API, its tokens and its webhooks, and sets switches', async () => {
    const tableau = await bench();
    const member = await tableau.signIn();
    const { id } = await member.createWebhook('WorkbookDeleted', 'https://tabduty.example/');
    const steps: readonly (readonly [string, object])[] = [
      ['disable-webhook', { webhook: id, reason: 'moved' }],
      ['expire-pat', { name: 'tabduty' }],
      ['switch', { name: 'edition', value: 'server' }],
      ['fault', { kind: 'slow', ms: 5 }],
      ['storm', { count: 3, reason: 'deadlock' }],
      ['end-sessions', {}],
      ['down', { down: true }],
    ];

    for (const [what, body] of steps) expect((await control(tableau, what, body)).status).toBe(200);

    expect(await look(tableau, 'state')).toMatchObject({
      down: true,
      faults: 1,
      webhooks: [{ isEnabled: false, statusChangeReason: 'moved' }],
      pats: [{ name: 'tabduty', state: 'expired' }],
    });
    expect(await look(tableau, 'switches')).toContainEqual(
      expect.objectContaining({ name: 'edition', value: 'server' }),
    );
    expect(await look<object[]>(tableau, 'jobs')).toHaveLength(3);
    await control(tableau, 'clear-faults', {});
    await control(tableau, 'renew-pat', { name: 'tabduty' });
    expect((await tableau.signIn()).siteLuid).toBe(member.siteLuid);
  });

  it.each([
    ['fail', { content: 'Nothing' }, 'there is no content "Nothing"; there is Sales Daily'],
    ['fail', { content: 'Sales Daily', reason: 'bored' }, 'reason: Invalid option'],
    ['fail', { content: 'Sales Daily', extra: 1 }, 'Unrecognized key'],
    ['cancel', { content: 'Sales Daily' }, '"Sales Daily" has no refresh to cancel'],
    ['skip', { content: 'Live Only' }, '"Live Only" has no refresh schedule'],
    ['switch', { name: 'edition', value: 'moon' }, '"moon" is not one of cloud, server'],
    ['revoke-pat', { name: 'x' }, 'there is no personal access token "x"; there is tabduty'],
    ['explode', {}, 'there is no POST /_sim/explode; GET knows'],
  ])('refuses %s %o with what there is instead', async (what, body, sentence) => {
    const answer = await control(await bench(), what, body);

    expect(answer.status).toBe(400);
    expect(json<{ error: string }>(answer).error).toContain(sentence);
  });

  it('takes nothing that a page of another origin could send without asking', async () => {
    const tableau = await bench();

    const answer = await control(tableau, 'down', { down: true }, { 'content-type': 'text/plain' });

    expect([answer.status, tableau.control.faults().down]).toEqual([400, false]);
  });
});

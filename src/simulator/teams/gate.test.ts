import { afterEach, describe, expect, it } from 'vitest';
import { DAY } from '../../domain/time/instant.ts';
import { type Bench, bench, card, envelope } from '../../../test/harness/teams.ts';

let teams: Bench;
afterEach(() => teams.close());

async function errorOf(answer: Response): Promise<{ status: number; code: string; message: string }> {
  const { error } = (await answer.json()) as { error: { code: string; message: string } };
  return { status: answer.status, ...error };
}

describe('addresses', () => {
  it.each([
    ['old', /^\/workflows\/[0-9a-f]{32}\/triggers\/manual\/paths\/invoke\?api-version=2016-06-01&/],
    ['new', /^\/powerautomate\/automations\/direct\/workflows\/[0-9a-f]{32}\/.*\?api-version=1&/],
    ['cu', /^\/powerautomate\/automations\/direct\/cu\/\d\d\/workflows\/[0-9a-f]{32}\/.*\?api-version=1&/],
  ] as const)('writes the %s shape as Power Automate does and takes it', async (urlShape, shape) => {
    teams = await bench({ urlShape });

    const answer = await teams.post(envelope(card()));

    expect(teams.hook.slice(teams.url.length)).toMatch(shape);
    expect(teams.hook).toMatch(/&sp=%2Ftriggers%2Fmanual%2Frun&sv=1\.0&sig=[\w-]{43}$/);
    expect(answer.status).toBe(202);
    expect(await answer.text()).toBe('');
  });

  it('gives the same addresses for the same seed', async () => {
    teams = await bench();
    const again = await bench();

    expect(new URL(again.hook).search).toBe(new URL(teams.hook).search);
    await again.close();
  });

  it("answers an old flow's path on the new host with 404 and names the routes", async () => {
    teams = await bench({ urlShape: 'new' });

    const refused = await errorOf(
      await teams.post({}, { url: teams.hook.replace('/powerautomate/automations/direct', '') }),
    );

    expect(refused).toMatchObject({
      status: 404,
      message: expect.stringContaining('does not match any known API routes'),
    });
  });

  it('keeps the old host until the switch retires it', async () => {
    teams = await bench({ urlShape: 'old' }, { switches: { oldHost: '410' } });

    expect((await teams.post(envelope(card()))).status).toBe(410);
    teams.control.setSwitch('oldHost', 'reset');
    await expect(teams.post(envelope(card()))).rejects.toThrow();
    teams.control.setSwitch('oldHost', 'on');
    expect((await teams.post(envelope(card()))).status).toBe(202);
  });

  it('has no Office 365 connectors any more, unless the switch brings their treacherous 200 back', async () => {
    teams = await bench();
    const url = `${teams.url}/webhookb2/abc@def/IncomingWebhook/123/456`;

    expect((await teams.post({ text: 'x' }, { url })).status).toBe(410);
    teams.control.setSwitch('connector', 'one');
    expect(await (await teams.post({ text: 'x' }, { url })).text()).toBe('1');
    teams.control.setSwitch('connector', 'hidden-429');
    const hidden = await teams.post({ text: 'x' }, { url });
    expect([hidden.status, await hidden.text()]).toEqual([200, expect.stringContaining('HTTP error 429')]);
  });
});

describe('authorization', () => {
  it.each([
    ['no sig', (hook: string) => hook.replace(/&sig=.*/, '')],
    ['a wrong sig', (hook: string) => hook.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'))],
    ['&amp; left from HTML', (hook: string) => hook.replaceAll('&', '&amp;')],
    [
      'a re-encoded query',
      (hook: string) => hook.replace('%2Ftriggers%2Fmanual%2Frun', '/triggers/manual/run'),
    ],
    [
      'a percent-encoded letter of the sig',
      (hook: string) => hook.replace(/sig=(.)/, (_, c: string) => `sig=%${c.charCodeAt(0).toString(16)}`),
    ],
    ['the sig twice', (hook: string) => `${hook}${hook.slice(hook.indexOf('&sig='))}`],
  ])('refuses %s with 401', async (_, damage) => {
    teams = await bench();

    const refused = await errorOf(await teams.post(envelope(card()), { url: damage(teams.hook) }));

    expect(refused).toMatchObject({
      status: 401,
      code: 'DirectApiAuthorizationRequired',
      message: expect.stringContaining('must be authenticated only by Shared Access scheme'),
    });
    expect(teams.control.runs('Ops')).toEqual([]);
  });

  it('takes a re-encoded query when the switch says that Microsoft decodes', async () => {
    teams = await bench({}, { switches: { sigCheck: 'decoded' } });

    const answer = await teams.post(envelope(card()), { url: teams.hook.replaceAll('%2F', '/') });

    expect(answer.status).toBe(202);
  });

  it('refuses an Authorization header beside the sig', async () => {
    teams = await bench();

    const refused = await errorOf(
      await teams.post(envelope(card()), { headers: { authorization: 'Bearer x' } }),
    );

    expect(refused).toMatchObject({ status: 400, code: 'DirectApiRequestHasMoreThanOneAuthorization' });
  });

  it('asks for an Entra token with the exact audience when the trigger is not for anyone', async () => {
    teams = await bench({ access: 'tenant' });
    const token = (aud: string, exp = teams.clock.now() / 1000 + 60) =>
      `Bearer e30.${Buffer.from(JSON.stringify({ aud, iss: 'i', tid: 't', exp })).toString('base64url')}.x`;
    const statusWith = async (authorization?: string) =>
      (await teams.post(envelope(card()), { headers: authorization === undefined ? {} : { authorization } }))
        .status;

    expect(teams.hook).not.toContain('sig=');
    expect(await statusWith()).toBe(401);
    expect(await statusWith(token('https://service.flow.microsoft.com'))).toBe(401);
    expect(await statusWith(token('https://service.flow.microsoft.com/', 1))).toBe(401);
    expect(await statusWith(token('https://service.flow.microsoft.com/'))).toBe(202);
  });
});

describe('rate', () => {
  it('lets four requests a second pass and answers the fifth with 429 and Retry-After', async () => {
    teams = await bench();

    const statuses = [];
    for (let i = 0; i < 5; i++) statuses.push(await teams.post(envelope(card())));

    expect(statuses.map((answer) => answer.status)).toEqual([202, 202, 202, 202, 429]);
    expect(statuses[4]?.headers.get('retry-after')).toBe('1');
    teams.clock.advance(1000);
    expect((await teams.post(envelope(card()))).status).toBe(202);
    expect(teams.control.posts('Ops')).toHaveLength(5);
  });

  it('can leave Retry-After out and let the window grow', async () => {
    teams = await bench({}, { switches: { retryAfter: false, rateWindow: 'growing' } });

    for (let i = 0; i < 5; i++) await teams.post(envelope(card()));
    teams.clock.advance(1000);
    const second = await teams.post(envelope(card()));

    expect([second.status, second.headers.get('retry-after')]).toEqual([429, null]);
    teams.clock.advance(4000);
    expect((await teams.post(envelope(card()))).status).toBe(202);
  });
});

describe('flows that are off', () => {
  it('answers 404 while a flow is off or deleted, and does not replay what was lost', async () => {
    teams = await bench();
    teams.control.turnFlow('Ops', 'off');
    expect(await errorOf(await teams.post(envelope(card())))).toMatchObject({
      status: 404,
      code: 'WorkflowTriggerIsNotEnabled',
    });
    teams.control.turnFlow('Ops', 'deleted');
    expect((await errorOf(await teams.post(envelope(card())))).code).toBe('WorkflowNotFound');

    teams.control.turnFlow('Ops', 'on');

    expect(teams.control.posts('Ops')).toEqual([]);
    expect((await teams.post(envelope(card()))).status).toBe(202);
    expect(teams.control.posts('Ops')).toHaveLength(1);
  });

  it('can say 202 and post nothing, as a flow that is off may do', async () => {
    teams = await bench({}, { switches: { disabledFlow: '202' } });
    teams.control.turnFlow('Ops', 'off');

    expect((await teams.post(envelope(card()))).status).toBe(202);
    expect(teams.control.runs('Ops')).toEqual([]);
  });

  it('turns itself off after 90 days without a trigger', async () => {
    teams = await bench();
    teams.clock.advance(89 * DAY);
    expect((await teams.post(envelope(card()))).status).toBe(202);
    teams.clock.advance(90 * DAY);

    expect((await teams.post(envelope(card()))).status).toBe(404);
    expect(teams.control.flowState('Ops')).toEqual({
      state: 'off',
      reason: expect.stringContaining('90 days'),
    });
  });

  it('turns itself off after 14 days in which every run failed', async () => {
    teams = await bench();
    for (let day = 0; day <= 14; day++) {
      expect((await teams.post({ text: 'bare' })).status).toBe(202);
      teams.clock.advance(DAY);
    }

    expect((await teams.post(envelope(card()))).status).toBe(404);
    expect(teams.control.flowState('Ops').reason).toContain('failed for 14 days');
  });

  it('turns itself off after 14 days of throttling', async () => {
    teams = await bench();
    for (let hours = 0; hours <= 14 * 24; hours += 12) {
      for (let i = 0; i < 5; i++) await teams.post(envelope(card()));
      teams.clock.advance(DAY / 2);
    }

    expect((await teams.post(envelope(card()))).status).toBe(404);
    expect(teams.control.flowState('Ops').reason).toContain('throttled for 14 days');
  });
});

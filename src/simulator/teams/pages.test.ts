import { request as rawRequest } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { type Bench, bench, card, envelope } from '../../../test/harness/teams.ts';
import { startTeamsSimulator } from './teams.ts';

let teams: Bench;
afterEach(() => teams.close());

const get = (path: string) => fetch(`${teams.url}${path}`, { redirect: 'manual' });
const control = (path: string, body: unknown, contentType = 'application/json') =>
  fetch(`${teams.url}/_sim/${path}`, {
    method: 'POST',
    headers: { 'content-type': contentType },
    body: JSON.stringify(body),
  });

describe('pages', () => {
  it('leads to the first channel, under a policy without inline script or style', async () => {
    teams = await bench();
    const home = await get('/');
    const page = await get(home.headers.get('location') ?? '');

    expect([home.status, home.headers.get('location'), page.status]).toEqual([302, '/channels/ops', 200]);
    expect(page.headers.get('content-security-policy')).toMatch(
      /default-src 'none'; script-src 'self'; style-src 'self'/,
    );
    expect(await page.text()).not.toMatch(/<script>|<style>| style=| on\w+=/);
  });

  it('serves every module that the page imports as plain JavaScript', async () => {
    teams = await bench();
    const html = await (await get('/channels/ops')).text();
    const seen = new Set<string>();
    const follow = async (path: string): Promise<void> => {
      if (seen.has(path)) return;
      seen.add(path);
      const answer = await get(path);
      expect([path, answer.status]).toEqual([path, 200]);
      for (const [, next = ''] of (await answer.text()).matchAll(/^import .*?from '\.\/(.*?)';/gm)) {
        await follow(`/client/${next}`);
      }
    };

    for (const [, path = ''] of html.matchAll(/(?:src|href)="(\/[^"]+)"/g)) await follow(path);

    expect(seen.size).toBeGreaterThan(6);
  });

  it.each(['/client/../server.ts', '/client/%2e%2e/server.ts', '/assets/nope.js', '/client/nope.ts'])(
    'has nothing at %s',
    async (path) => {
      teams = await bench();
      const status = await new Promise((resolve) => {
        rawRequest(`${teams.url}`, { path }, (answer) => resolve(answer.resume().statusCode)).end();
      });

      expect(status).toBe(404);
    },
  );

  it('names the channels when somebody asks for another', async () => {
    teams = await bench();
    const answer = await get('/channels/nope');

    expect([answer.status, await answer.text()]).toEqual([404, expect.stringContaining('there are Ops')]);
  });

  it('tells open pages of each change', async () => {
    teams = await bench();
    const stream = await get('/_sim/events');
    const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
    await reader?.read();

    await teams.post(envelope(card()));

    expect((await reader?.read())?.value).toContain('{"channel":"ops","kind":"post"}');
    await reader?.cancel();
  });

  it('gives channels of like names pages of their own, and refuses equal names', async () => {
    teams = await bench();
    const channel = (name: string) => ({ name, template: 'classic', urlShape: 'new' }) as const;
    const options = { port: 0, seed: 1, people: [] };
    const other = await startTeamsSimulator({
      ...options,
      channels: [channel('Data!'), channel('data'), channel('日本')],
    });

    expect(other.channels.map((one) => new URL(one.pageUrl).pathname)).toEqual([
      '/channels/data',
      '/channels/data-2',
      '/channels/channel',
    ]);
    await other.close();
    await expect(startTeamsSimulator({ ...options, channels: [channel('a'), channel('a')] })).rejects.toThrow(
      'two channels are called "a"',
    );
  });
});

describe('controls over HTTP', () => {
  it('turn flows, lay faults, set switches and clear', async () => {
    teams = await bench();

    await control('flows/ops', { state: 'off' });
    expect((await teams.post(envelope(card()))).status).toBe(404);
    await control('switches', { name: 'disabledFlow', value: '410' });
    expect((await teams.post(envelope(card()))).status).toBe(410);
    await control('flows/ops', { state: 'on' });
    await control('faults', { kind: 'status', status: 502, retryAfter: '4', next: 2, channel: 'ops' });
    expect((await teams.post(envelope(card()))).headers.get('retry-after')).toBe('4');
    await control('faults/clear', {});
    expect((await teams.post(envelope(card()))).status).toBe(202);
    await control('clear', {});
    expect(teams.control.posts('Ops')).toEqual([]);
  });

  it.each([
    ['flows/ops', { state: 'asleep' }, 'state must be on, off or deleted'],
    ['faults', { kind: 'meteor' }, 'kind must be one of timeout-after-posting'],
    ['faults', { kind: 'status', status: 99 }, 'status must be a whole number'],
    ['switches', { name: 'nope', value: '1' }, 'there is no switch \\"nope\\"'],
    ['nope', {}, 'there is no control at /_sim/nope'],
  ])('say what is wrong with %s %j', async (path, body, sentence) => {
    teams = await bench();
    const answer = await control(path, body);

    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining(sentence)]);
  });

  it('take no form that a page of another origin could send', async () => {
    teams = await bench();

    expect((await control('flows/ops', { state: 'off' }, 'text/plain')).status).toBe(415);
    expect(teams.control.flowState('Ops').state).toBe('on');
  });
});

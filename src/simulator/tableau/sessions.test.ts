import { describe, expect, it } from 'vitest';
import { type Answered, bench, codeOf, json, pat } from '../../../test/harness/tableau.ts';
import { DAY, HOUR, MINUTE, after } from '../../domain/time/instant.ts';
import { monday } from '../../../test/harness/tableau.ts';

const credentials = (name: string, secret: string, contentUrl: string): object => ({
  credentials: { personalAccessTokenName: name, personalAccessTokenSecret: secret, site: { contentUrl } },
});

const said = (answer: Answered): [number, string | undefined] => [answer.status, codeOf(answer)];

describe('signing in', () => {
  it('answers the JSON dialect with token, site and user', async () => {
    const tableau = await bench();

    const answer = await tableau.ask('POST', 'auth/signin', {
      body: credentials('tabduty', 's3cret', 'acme'),
    });

    expect(json(answer)).toEqual({
      credentials: {
        token: expect.any(String) as string,
        estimatedTimeToExpiration: '02:00:00',
        site: { id: expect.any(String) as string, contentUrl: 'acme' },
        user: { id: expect.any(String) as string },
      },
    });
  });

  it('has one answer for every wrong sign-in: name, secret, site, another site, revoked, expired', async () => {
    const local = { name: 'local', secret: 'x', siteContentUrls: ['other'] };
    const old = { name: 'old', secret: 'x', expiresAt: monday };
    const tableau = await bench({ pats: [pat, local, old] });
    const attempts = [
      credentials('nobody', 's3cret', 'acme'),
      credentials('tabduty', 'wrong', 'acme'),
      credentials('tabduty', 's3cret', 'nowhere'),
      credentials('local', 'x', 'acme'),
      credentials('old', 'x', 'acme'),
      { credentials: { name: 'ana', password: 'x', site: { contentUrl: 'acme' } } },
    ];

    for (const body of attempts) {
      expect(said(await tableau.ask('POST', 'auth/signin', { body }))).toEqual([401, '401001']);
    }
    tableau.control.revokePat('tabduty');
    await expect(tableau.signIn()).rejects.toThrow('401001');
    tableau.control.renewPat('tabduty');
    await expect(tableau.signIn()).resolves.toBeDefined();
  });

  it('has the Default site on Server only', async () => {
    const cloud = await bench();
    const server = await bench({ switches: { edition: 'server' } });

    await expect(cloud.signIn('')).rejects.toThrow('401001');
    await expect(server.signIn('')).resolves.toBeDefined();
  });

  it('can be sent to another pod with 301', async () => {
    const tableau = await bench();
    const { port } = new URL(tableau.url);
    tableau.control.setSwitches({ podRedirect: `http://localhost:${port}` });
    const body = credentials('tabduty', 's3cret', 'acme');

    const first = await tableau.ask('POST', 'auth/signin', { body });

    expect(first.status).toBe(301);
    expect(first.headers['location']).toBe(`http://localhost:${port}/api/3.27/auth/signin`);
    const headers = {
      accept: 'application/json',
      'content-type': 'application/json',
      host: `localhost:${port}`,
    };
    expect((await tableau.ask('POST', 'auth/signin', { body, headers })).status).toBe(200);
  });
});

describe('a session', () => {
  it('is ended by the next sign-in of its token, on another site too', async () => {
    const tableau = await bench({ switches: { edition: 'server' } });
    const first = await tableau.signIn('acme');
    const second = await tableau.signIn('acme');
    expect(said(await first.on('GET', 'webhooks'))).toEqual([401, '401002']);
    expect((await second.on('GET', 'webhooks')).status).toBe(200);

    await tableau.signIn('');

    expect(said(await second.on('GET', 'webhooks'))).toEqual([401, '401002']);
  });

  it.each([
    ['cloud', 120],
    ['server', 240],
  ] as const)('ends on %s after %i idle minutes, and lives on while it is used', async (edition, minutes) => {
    const tableau = await bench({ switches: { edition } });
    const member = await tableau.signIn();

    tableau.clock.advance(minutes * MINUTE - 1);
    expect((await member.on('GET', 'webhooks')).status).toBe(200);
    tableau.clock.advance(minutes * MINUTE - 1);
    expect((await member.on('GET', 'webhooks')).status).toBe(200);
    tableau.clock.advance(minutes * MINUTE);
    expect(said(await member.on('GET', 'webhooks'))).toEqual([401, '401002']);
  });

  it('ends when its access token expires or is revoked', async () => {
    const tableau = await bench({ pats: [{ ...pat, expiresAt: after(monday, HOUR) }] });
    const member = await tableau.signIn();

    tableau.clock.advance(HOUR);

    expect(said(await member.on('GET', 'webhooks'))).toEqual([401, '401002']);
  });

  it('can be reported with 401000, as some versions do', async () => {
    const tableau = await bench({ switches: { sessionCode: '401000' } });
    const member = await tableau.signIn();

    tableau.control.endSessions();

    expect(said(await member.on('GET', 'webhooks'))).toEqual([401, '401000']);
  });

  it('is not needed for an access token to die of 15 days without use', async () => {
    const tableau = await bench();
    tableau.clock.advance(15 * DAY - 1);
    await tableau.signIn();

    tableau.clock.advance(15 * DAY);

    await expect(tableau.signIn()).rejects.toThrow('401001');
  });
});

describe('what a call may not do', () => {
  it('is told by its code, in the order in which Tableau finds it', async () => {
    const tableau = await bench({ pats: [pat, { name: 'ben', secret: 'b', user: 'ben' }] });
    const admin = await tableau.signIn();
    const ben = await tableau.signIn('acme', { name: 'ben', secret: 'b' });
    const other = tableau.control.sites().find(({ contentUrl }) => contentUrl === '')?.luid ?? '';
    const { token } = admin;
    const site = `sites/${admin.siteLuid}`;

    const answers: [string, Answered][] = [
      ['no header', await tableau.ask('GET', `${site}/webhooks`)],
      ['unknown token', await tableau.ask('GET', `${site}/webhooks`, { token: 'x' })],
      ['not an administrator', await ben.on('GET', 'webhooks')],
      ['another site', await tableau.ask('GET', `sites/${other}/webhooks`, { token })],
      ['unknown site', await tableau.ask('GET', 'sites/nowhere/webhooks', { token })],
      ['unknown path', await admin.on('GET', 'hooks')],
      ['wrong method', await admin.on('DELETE', 'webhooks')],
      ['older than webhooks', await admin.on('GET', 'webhooks', { version: '3.5' })],
      ['PUT before 3.8', await admin.on('PUT', 'webhooks/x', { version: '3.7' })],
    ];

    expect(answers.map(([what, answer]) => [what, ...said(answer)])).toEqual([
      ['no header', 401, '401000'],
      ['unknown token', 401, '401002'],
      ['not an administrator', 403, '403004'],
      ['another site', 403, '403004'],
      ['unknown site', 404, '404000'],
      ['unknown path', 404, '404003'],
      ['wrong method', 405, '405000'],
      ['older than webhooks', 404, '404003'],
      ['PUT before 3.8', 405, '405000'],
    ]);
  });
});

describe('faults on demand', () => {
  it('strike so often as they were told, where they were told, and are counted as calls', async () => {
    const tableau = await bench();
    const member = await tableau.signIn();
    tableau.control.clearCalls();
    tableau.control.addFault({ kind: 'too-many', path: '/jobs', times: 1, retryAfter: 7 });
    tableau.control.addFault({ kind: 'server-error', path: '/webhooks', times: 1 });

    const limited = await member.on('GET', 'jobs');

    expect([...said(limited), limited.headers['retry-after']]).toEqual([429, '429000', '7']);
    expect(said(await member.on('GET', 'webhooks'))).toEqual([500, '500000']);
    expect((await member.on('GET', 'webhooks')).status).toBe(200);
    expect(tableau.control.calls().map(({ status }) => status)).toEqual([429, 500, 200]);
  });

  it('can lose the session, break the answer, answer no XML, or not answer at all', async () => {
    const tableau = await bench();
    const member = await tableau.signIn();
    tableau.control.addFault({ kind: 'not-xml', times: 1 });
    expect((await member.on('GET', 'jobs')).text).toContain('<h1>502 Bad Gateway</h1>');
    tableau.control.addFault({ kind: 'cut', times: 1 });
    await expect(member.on('GET', 'jobs')).rejects.toThrow();
    tableau.control.setDown(true);
    await expect(member.on('GET', 'jobs')).rejects.toThrow();
    tableau.control.setDown(false);
    tableau.control.addFault({ kind: 'session-lost', times: 1 });
    expect(said(await member.on('GET', 'jobs'))).toEqual([401, '401002']);
  });

  it('can be slow by the clock', async () => {
    const tableau = await bench();
    const member = await tableau.signIn();
    tableau.control.addFault({ kind: 'slow', ms: 8000, times: 1 });
    let answered = false;
    const slow = member.on('GET', 'jobs').then((answer) => {
      answered = true;
      return answer;
    });
    await tableau.ask('GET', 'serverInfo');

    await tableau.control.advance(7999);
    await tableau.ask('GET', 'serverInfo');
    expect(answered).toBe(false);
    await tableau.control.advance(1);

    expect((await slow).status).toBe(200);
  });
});

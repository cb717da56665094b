/** What can go wrong with a Tableau, caused one by one: each is told by a sentence of its own that names the way out. */
import { describe, expect, it } from 'vitest';
import { deadPort, httpServer, httpsServer, tcpServer } from '../../test/harness/http.ts';
import { outboundFor } from '../../test/harness/outbound.ts';
import { pat } from '../../test/harness/tableau.ts';
import { connected, sitePolicy } from '../../test/harness/tableau-client.ts';
import { EMPTY_POLICY } from '../app/policy/policy-holder.ts';
import { examineSites } from '../app/upkeep/doctor-sites.ts';
import { AppError } from '../app/errors.ts';
import type { TableauSite } from '../app/ports/tableau.ts';
import { ManualClock, systemClock } from '../platform/clock.ts';
import { after, MINUTE } from '../domain/time/instant.ts';
import type { Switches } from '../simulator/tableau/switches.ts';
import { createTableauSites } from './sites.ts';
import { ERROR_CODE } from './wire.ts';

type Here = Awaited<ReturnType<typeof connected>>;

type Trouble = {
  readonly name: string;
  readonly switches?: Partial<Switches>;
  readonly user?: string;
  /** Causes the trouble and asks for something; what it throws is judged. */
  readonly cause: (here: Here) => Promise<unknown>;
  readonly says: string;
  readonly wayOut: string;
};

const webhooks = ({ site }: Here) => site.listWebhooks();
const luidOf = ({ tableau }: Here, name: string): string =>
  tableau.control.content().find((content) => content.name === name)?.luid ?? '';
const fault =
  (kind: Parameters<Here['tableau']['control']['addFault']>[0]) =>
  (here: Here): Promise<unknown> => {
    here.tableau.control.addFault(kind);
    return webhooks(here);
  };
const draft = (url: string) => ({ name: 'n', event: 'WorkbookRefreshFailed', url });

const TROUBLES: readonly Trouble[] = [
  {
    name: 'a token that has expired',
    cause: (here) => {
      here.tableau.control.expirePat(pat.name);
      return webhooks(here);
    },
    says: 'Tableau refuses the sign-in, and does not say why',
    wayOut: 'neither expired, revoked nor unused for 15 days',
  },
  {
    name: 'a session that is taken again and again',
    cause: fault({ kind: 'session-lost', path: '/webhooks' }),
    says: 'Tableau ended the session again at once',
    wayOut: 'give Tabduty a token of its own',
  },
  {
    name: 'a site that does not take calls from our address',
    cause: fault({ kind: 'ip-filtered' }),
    says: 'from the IP address of this machine (IP filtering)',
    wayOut: 'Settings → Security → IP Filtering',
  },
  {
    name: 'a sign-in that is forbidden without a word of addresses',
    cause: fault({ kind: 'status', status: 403, path: '/auth/signin' }),
    says: 'Tableau forbids the sign-in itself',
    wayOut: 'IP Filtering',
  },
  {
    name: 'a session whose header a proxy takes away',
    switches: { sessionCode: '401000' },
    cause: fault({ kind: 'session-lost', path: '/webhooks' }),
    says: 'Tableau saw no sign-in with the call',
    wayOut: 'X-Tableau-Auth',
  },
  {
    name: 'the token of somebody who is no administrator',
    user: 'ben',
    cause: webhooks,
    says: 'the owner of the token may not do this',
    wayOut: 'site administrator',
  },
  {
    name: 'a server without webhooks',
    switches: { restApiVersion: '3.5' },
    cause: webhooks,
    says: 'which has no webhooks',
    wayOut: 'intake: pull',
  },
  {
    name: 'a server that cannot change webhooks',
    switches: { restApiVersion: '3.7' },
    cause: ({ site }) => site.updateWebhook('any', { name: 'n' }),
    says: 'which cannot change webhooks',
    wayOut: 'create it anew',
  },
  {
    name: 'a login page in front of Tableau',
    cause: fault({ kind: 'login-page' }),
    says: 'a web page answered instead of the REST API (HTTP 200)',
    wayOut: 'a proxy, a login page or a maintenance page',
  },
  {
    name: 'half a document',
    cause: fault({ kind: 'truncated' }),
    says: 'the answer is neither JSON nor XML of Tableau',
    wayOut: 'check that server is the address of Tableau itself',
  },
  {
    name: 'a server that breaks off every connection',
    cause: (here) => {
      here.tableau.control.setDown(true);
      return webhooks(here);
    },
    says: 'Tableau broke the connection off',
    wayOut: 'try again later',
  },
  {
    name: 'too many calls, with a time to wait',
    cause: fault({ kind: 'too-many', retryAfter: 90 }),
    says: 'Tableau has been asked too often and refuses for a while',
    wayOut: 'try again in 90 s',
  },
  {
    name: 'an error within Tableau',
    cause: fault({ kind: 'server-error' }),
    says: 'Tableau has an error of its own',
    wayOut: 'the logs of Tableau Server say more',
  },
  {
    name: 'a site that was deleted while we were signed in',
    cause: async (here) => {
      await webhooks(here);
      here.tableau.control.places.removeSite('acme');
      return webhooks(here);
    },
    says: 'Tableau does not know the site',
    wayOut: 'check server and content_url',
  },
  {
    name: 'a workbook that was deleted',
    cause: (here) => {
      const luid = luidOf(here, 'Monthly Close');
      here.tableau.control.remove('Monthly Close');
      return here.site.getContent('workbook', luid);
    },
    says: 'Tableau has no such workbook on this site',
    wayOut: 'it may have been deleted',
  },
  {
    name: 'a data source whose project was deleted',
    cause: (here) => {
      const luid = luidOf(here, 'Sales Daily');
      here.tableau.control.places.removeProject('Sales');
      return here.site.getContent('datasource', luid);
    },
    says: 'Tableau has no such data source on this site',
    wayOut: 'it may have been deleted',
  },
  {
    name: 'a job that Tableau has forgotten',
    cause: ({ site }) => site.getJob('gone'),
    says: 'Tableau does not know the job, or not any more',
    wayOut: 'try again',
  },
  {
    name: 'a task whose schedule was removed',
    cause: ({ site }) => site.runRefreshTask('gone'),
    says: 'Tableau has no such refresh task on this site',
    wayOut: 'its schedule may have been removed',
  },
  {
    name: 'a user who was removed',
    cause: ({ site }) => site.getUser('gone'),
    says: 'Tableau does not know the webhook or user that was asked for',
    wayOut: 'a user may have been removed',
  },
  {
    name: 'a webhook that somebody deleted',
    cause: ({ site }) => site.getWebhook('gone'),
    says: 'Tableau has no such webhook on this site',
    wayOut: 'tabduty tableau webhooks list',
  },
  {
    name: 'a reason for a webhook that is on',
    cause: async ({ site }) => {
      const { id } = await site.createWebhook(draft('http://127.0.0.1:9/'));
      return site.updateWebhook(id, { enabled: true, reason: 'because' });
    },
    says: 'Tableau takes a reason only for a webhook that is disabled',
    wayOut: 'add --disable',
  },
  {
    name: 'a webhook that would be plain HTTP',
    switches: { plainHttp: 'refuse' },
    cause: ({ site }) => site.createWebhook(draft('http://tabduty.example/')),
    says: 'Tableau does not accept this request',
    wayOut: 'an address that is not https',
  },
  {
    name: 'a name that another webhook has',
    switches: { duplicateName: 'refuse' },
    cause: async ({ site }) => {
      await site.createWebhook(draft('http://127.0.0.1:9/'));
      return site.createWebhook(draft('http://127.0.0.1:9/'));
    },
    says: 'the site has a webhook of that name already',
    wayOut: '--name',
  },
  {
    name: 'a refresh of something without an extract',
    cause: (here) => here.site.refreshContent('workbook', luidOf(here, 'Live Only')),
    says: 'this content has no extract that could be refreshed',
    wayOut: 'live connection',
  },
];

/** The same trouble by another way, or one that Tableau gives the same code for. */
const SAME: readonly (readonly [name: string, cause: Trouble['cause'], says: string])[] = [
  [
    'a token that was revoked',
    (here) => {
      here.tableau.control.revokePat(pat.name);
      return webhooks(here);
    },
    'Tableau refuses the sign-in',
  ],
  [
    'a token that nobody used for 15 days',
    async (here) => {
      await here.tableau.clock.advance(15 * 24 * 60 * MINUTE);
      return webhooks(here);
    },
    'Tableau refuses the sign-in',
  ],
  [
    'a site that has another name now',
    (here) => {
      here.tableau.control.places.renameSite('acme', 'acme-eu');
      return webhooks(here);
    },
    'Tableau refuses the sign-in',
  ],
  [
    'an answer that breaks off',
    fault({ kind: 'cut' }),
    'Tableau broke the connection off: the connection broke before the whole answer was there',
  ],
  ['a page of an error of a proxy', fault({ kind: 'not-xml' }), 'a web page answered'],
  ['a status without a document', fault({ kind: 'status', status: 503 }), 'Tableau has an error of its own'],
  ['too many calls, without a time to wait', fault({ kind: 'too-many' }), 'try again in some minutes'],
];

async function troubleOf(work: Promise<unknown>): Promise<AppError> {
  const error = await work.then(
    () => 'nothing went wrong',
    (caught: unknown) => caught,
  );
  if (error instanceof AppError) return error;
  throw new Error(`not a sentence for people: ${String(error)}`);
}

function siteAt(server: string, outbound = outboundFor({}, 400)): TableauSite {
  const policy = { ...EMPTY_POLICY, sites: new Map([['acme', sitePolicy(server)]]) };
  return createTableauSites({ policy: { current: () => policy }, outbound, clock: systemClock }).site('acme');
}

const sentenceOf = ({ message }: AppError): string => message.replace(/ \(Tableau said.*/s, '');

describe('a trouble with Tableau', () => {
  it.each(TROUBLES)('is told by its own sentence and way out: $name', async (trouble) => {
    const { switches = {}, user } = trouble;
    const pats = [{ ...pat, ...(user === undefined ? {} : { user }) }];
    const here = await connected({ switches, pats });

    const error = await troubleOf(trouble.cause(here));

    expect(sentenceOf(error)).toContain(trouble.says);
    expect(error.remedy).toContain(trouble.wayOut);
    expect(error.path).toBe('sites.acme');
    expect(JSON.stringify(error) + error.message).not.toContain(pat.secret);
  });

  it('has a sentence that no other trouble has', () => {
    const sentences = TROUBLES.map(({ says }) => says);

    expect(new Set(sentences).size).toBe(sentences.length);
    for (const says of sentences) expect(sentences.filter((other) => other.includes(says))).toEqual([says]);
  });

  it.each(SAME)('that Tableau does not tell apart is told as that: %s', async (_name, cause, says) => {
    const error = await troubleOf(cause(await connected()));

    expect(`${error.message} ${error.remedy}`).toContain(says);
  });

  it.each(Object.entries(ERROR_CODE))(
    'with the code of %s is told alike over the whole way',
    async (_name, code) => {
      const site = siteAt(await answersWith(code));

      const error = await troubleOf(site.getUser('u'));

      expect(error.message).toContain(
        code === ERROR_CODE.tooManyRequests ? 'asked too often' : `Tableau said code ${code}: why`,
      );
      expect(error.message).not.toContain('a reason that Tabduty does not know');
      expect(error.remedy).toBeTruthy();
    },
  );
});

describe('a Tableau that cannot be reached', () => {
  it.each([
    ['hangs', async () => (await httpServer(() => undefined)).url, 'Tableau did not answer in time'],
    [
      'nobody listens',
      async () => `http://127.0.0.1:${await deadPort()}`,
      'the Tableau server does not take connections',
    ],
    ['has no address', async () => 'https://nowhere.example', 'the name of the Tableau server is not found'],
    [
      'has a certificate of nobody we trust',
      async () => (await httpsServer(() => undefined)).url,
      'the certificate of the Tableau server is not trusted',
    ],
    ['lies where we may not go', async () => 'https://10.1.2.3', 'Tabduty may not reach this Tableau'],
    [
      'sends callers elsewhere',
      async () =>
        (await httpServer((_, response) => response.writeHead(302, { location: '/login' }).end())).url,
      'the server sends callers to another address',
    ],
    [
      'sends damaged bytes',
      async () =>
        (
          await httpServer((_, response) =>
            response.writeHead(200, { 'content-encoding': 'gzip' }).end('no gzip at all'),
          )
        ).url,
      'the answer is neither JSON nor XML of Tableau',
    ],
    [
      'does not speak HTTP',
      async () => (await tcpServer((socket) => socket.end('220 mail ready'))).url,
      'the answer of Tableau could not be read to its end',
    ],
    [
      'answers without end',
      async () => (await httpServer((_, response) => response.end(`"${'x'.repeat(5_000_000)}"`))).url,
      'the answer is longer than Tabduty reads',
    ],
    [
      'is something else',
      async () => (await httpServer((_, response) => response.end('{"hello":"world"}'))).url,
      'the answer lacks what was asked for',
    ],
  ])('is told by its own sentence: it %s', async (_name, server, says) => {
    const error = await troubleOf(siteAt(await server()).serverInfo());

    expect(error.message).toContain(says);
    expect(error.remedy).toBeTruthy();
  });
});

describe('what is no error but must not pass unseen', () => {
  it('a half-finished page makes a list that says it is not whole', async () => {
    const { tableau, site } = await connected();
    const whole = await site.listContent('workbook');
    tableau.control.addFault({ kind: 'half-page', path: '/workbooks' });

    const half = await site.listContent('workbook');

    expect([whole.complete, half.complete]).toEqual([true, false]);
    expect(half.items.length).toBeLessThan(whole.items.length);
  });

  it('a clock that is minutes off is named with the way it goes', async () => {
    const here = await connected({ switches: { clockAheadMs: 7 * MINUTE } });
    const policy = {
      ...EMPTY_POLICY,
      sites: new Map([['acme', { ...sitePolicy(here.tableau.url), intake: 'both' as const }]]),
    };

    const findings = await examineSites({
      policy: { current: () => policy },
      sites: here.sites,
      clock: new ManualClock(after(here.tableau.clock.now(), 0)),
    });

    expect(findings).toContainEqual(
      expect.objectContaining({
        level: 'warning',
        text: "the clock of this machine is 7 min behind Tableau's",
        remedy: expect.stringContaining('NTP'),
      }),
    );
  });

  it('a second refresh of what waits already is as good as one', async () => {
    const here = await connected();
    const luid = luidOf(here, 'Monthly Close');

    expect((await here.site.refreshContent('workbook', luid)).kind).toBe('started');
    expect(await here.site.refreshContent('workbook', luid)).toEqual({ kind: 'already-queued' });
  });

  it('a renamed content and project are read by their new names', async () => {
    const here = await connected();
    here.tableau.control.rename('Monthly Close', 'Close of Month');
    here.tableau.control.places.renameProject('Finance', 'Money');

    const { items } = await here.site.listContent('workbook');
    const projects = await here.site.listProjects();

    const renamed = items.find(({ name }) => name === 'Close of Month');
    const project = projects.items.find(({ id }) => id === renamed?.projectId);
    expect(project?.path).toBe('Money/Monthly Close');
  });
});

/** A Tableau that takes every sign-in and then gives one code. */
async function answersWith(code: string): Promise<string> {
  const { url } = await httpServer((request, response) => {
    const path = request.url ?? '';
    const said = (status: number, document: object): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(document));
    };
    if (path.endsWith('/serverInfo')) return said(200, { serverInfo: { restApiVersion: '3.27' } });
    if (path.endsWith('/auth/signin'))
      return said(200, { credentials: { token: 't', site: { id: 's', contentUrl: 'acme' } } });
    said(Number(code.slice(0, 3)), { error: { code, summary: 'S', detail: 'why' } });
  });
  return url;
}

import { z } from 'zod';
import { describe, expect, it } from 'vitest';
import { checkDeps, FLOW, secretsOf, SMALL_CONFIG } from '../../test/fixtures/config.ts';
import type { DestinationType } from '../app/ports/destination.ts';
import { routesFor } from '../domain/routing/route.ts';
import { DESTINATIONS } from '../destinations/registry.ts';
import { type CheckDeps, checkConfig, formatFault } from './check.ts';

async function policyOf(text: string, over: Partial<CheckDeps> = {}) {
  const check = await checkConfig(text, checkDeps(over));
  if (!check.ok) throw new Error(check.faults.map((f) => formatFault('c.yaml', f)).join('\n'));
  return check.policy;
}

async function linesOf(text: string, over: Partial<CheckDeps> = {}) {
  const check = await checkConfig(text, checkDeps(over));
  const lines = (list: typeof check.warnings) => list.map((f) => formatFault('c.yaml', f));
  return {
    faults: check.ok ? [] : lines(check.faults),
    warnings: lines(check.warnings.filter((w) => w.path !== 'heartbeat')),
    check,
  };
}

const FULL = `# A team's whole configuration.
sites:
  acme:
    server: https://10ax.online.tableau.com/
    content_url: acme
    pat: { name: tabduty, secret: "\${secret:acme-pat}", expires_on: 2027-09-01 }
    intake: webhooks
    events: [refresh-failed, WorkbookRefreshSucceeded, refresh-started]
    manage_webhooks: off
    time_zone: Europe/Paris
  inside:
    server: http://tableau.acme.internal:8080
    content_url: ""
    pat: { name: tabduty, secret: "\${file:/run/secrets/pat}" }
receivers:
  ops: [{ teams: { url: "\${secret:teams-ops}" } }, { webhook: { url: "https://\${env:HOST}/x", secret: "\${env:SIGN}" } }, { teams: { url: "\${env:T2}" } }]
  finance:
    destinations:
      - teams: { url: "\${env:TEAMS_FINANCE}" }
    detail: full
    locale: fr-FR
    time_zone: Europe/Lisbon
routes:
  - name: finance
    match: { condition: refresh-failed, name: ["Fin*", "/bud.?get/"] }
    except: { name: "*sandbox*" }
    tell: finance
    note: "Costs $\${5} a day"
    title: "{{ name }} failed"
    group_wait: 0s
    routes:
      - match: { content_type: workbook }
        tell: ops
        repeat_interval: 1h30m
  - { name: started, was: begun, match: { event: refresh-started }, tell: ops, continue: true }
  - match: { condition: refresh-failed }
    tell: ops
operators: [receiver:ops]
`;
const SECRETS = secretsOf({ HOST: 'example.com', SIGN: `whsec_${'AAAA'.repeat(8)}` });

describe('checkConfig', () => {
  it('finds nothing wrong with a full document, and nothing to warn of', async () => {
    expect(await linesOf(FULL, { secrets: SECRETS })).toMatchObject({ faults: [], warnings: [] });
  });

  it('gives the policy that a document says', async () => {
    const policy = await policyOf(FULL, { secrets: SECRETS, revision: 7 });

    expect(policy.revision).toBe(7);
    expect(policy.sites.get('acme')).toMatchObject({
      server: 'https://10ax.online.tableau.com',
      pat: { name: 'tabduty', secret: FLOW, expiresOn: '2027-09-01' },
      timeZone: 'Europe/Paris',
      place: { path: 'sites.acme', line: 3 },
    });
    expect(policy.sites.get('acme')?.events).toEqual([
      'DatasourceRefreshFailed',
      'WorkbookRefreshFailed',
      'WorkbookRefreshSucceeded',
      'DatasourceRefreshStarted',
      'WorkbookRefreshStarted',
    ]);
    expect(policy.sites.get('inside')).toMatchObject({
      contentUrl: '',
      timeZone: 'UTC',
      events: { length: 4 },
    });
    expect(policy.receivers.get('ops')?.destinations.map((d) => d.id)).toEqual([
      'ops/teams',
      'ops/webhook',
      'ops/teams/2',
    ]);
    expect(policy.receivers.get('ops')?.destinations[1]?.address).toMatchObject({
      url: 'https://example.com/x',
    });
    expect(policy.receivers.get('finance')).toMatchObject({
      detail: 'full',
      locale: 'fr-FR',
      timeZone: 'Europe/Lisbon',
    });
    expect(policy.operators).toEqual(['ops']);
    expect(policy.usesFetchedLabels).toBe(false);
  });

  it('fills in for children what they inherit, and not matchers or continue', async () => {
    const { routes } = await policyOf(FULL, { secrets: SECRETS });
    const child = routes[0]?.children[0];

    expect(child).toMatchObject({
      tell: 'ops',
      note: 'Costs ${5} a day',
      title: '{{ name }} failed',
      groupWait: 0,
      groupInterval: 300_000,
      repeatInterval: 5_400_000,
      namesEvent: false,
      continue: false,
    });
    expect(child?.match.map((m) => m.label)).toEqual(['content_type']);
    expect(routes[1]).toMatchObject({
      id: 'begun',
      name: 'started',
      namesEvent: true,
      place: { path: 'routes[1]', line: 35 },
    });
  });

  it('routes by what the document says', async () => {
    const policy = await policyOf(FULL, { secrets: SECRETS });
    const tells = (name: string) =>
      routesFor(policy, { condition: ['refresh-failed'], name: [name] }, 'alert').map((h) => h.route.tell);

    expect(tells('FINANCE daily')).toEqual(['finance']);
    expect(tells('Budget')).toEqual(['finance']);
    expect(tells('Finance sandbox')).toEqual(['ops']);
  });

  it('keeps the identity of a route wherever it stands, and changes it with its matchers or receiver', async () => {
    const route = (match: string, tell = 'ops') => `  - match: { ${match} }\n    tell: ${tell}\n`;
    const head = SMALL_CONFIG.slice(0, SMALL_CONFIG.indexOf('routes:'));
    const two = head.replace('  ops:', '  spare: [{ teams: { url: "${env:S}" } }]\n  ops:');
    const ids = async (routes: string) =>
      (await policyOf(`${two}routes:\n${routes}`)).routes.map((r) => r.id);
    const first = await ids(route('name: a, condition: refresh-failed') + route('name: b'));
    const second = await ids(route('name: b') + route('condition: refresh-failed, name: a'));
    const other = await ids(route('name: [a]', 'spare') + route('name: c'));

    expect(second).toEqual(first.toReversed());
    expect(new Set([...first, ...other]).size).toBe(4);
  });

  it('takes zone and language as usual where nothing is said', async () => {
    const policy = await policyOf(
      SMALL_CONFIG.replace('content_url: acme', 'content_url: acme\n    time_zone: Asia/Tokyo'),
    );

    expect(policy.receivers.get('ops')).toMatchObject({
      detail: 'cause',
      locale: 'en-GB',
      timeZone: 'Asia/Tokyo',
    });
  });

  it('gives destinations the account that they name, checked by their own schema', async () => {
    const mail: DestinationType = {
      ...(DESTINATIONS.get('webhook') as DestinationType),
      type: 'mail',
      account: z.strictObject({ host: z.string(), password: z.string().meta({ secret: true }) }),
      address: z.strictObject({ to: z.string() }),
    };
    const registry = new Map([...DESTINATIONS, ['mail', mail]]);
    const text = (accounts: string, settings: string) =>
      SMALL_CONFIG.replace(
        'receivers:',
        `accounts:\n${accounts}receivers:\n  post: [{ mail: { ${settings} } }]`,
      );
    const post = '  post: { mail: { host: smtp, password: "${env:P}" } }\n';
    const fine = text(post, 'account: post, to: a');
    const wrong = text(`${post}  flow: { teams: {} }\n`, 'account: pots, to: 1');

    const policy = await policyOf(fine, { registry, secrets: secretsOf({ P: 'pw' }) });
    const { faults } = await linesOf(wrong, { registry });

    expect(policy.receivers.get('post')?.destinations[0]).toMatchObject({
      account: { host: 'smtp', password: 'pw' },
      address: { to: 'a' },
    });
    expect(faults).toEqual([
      'c.yaml:8:11 accounts.flow.teams: a destination of the kind teams uses no account (write its settings in the receiver)',
      'c.yaml:10:29 receivers.post[0].mail.account: there is no account "pots" (did you mean "post"?)',
      'c.yaml:10:39 receivers.post[0].mail.to: must be text; write "1" in quotes',
    ]);
  });

  it('names each secret that cannot be found, with the command that mends it, and keeps what remains', async () => {
    const secrets = secretsOf({ 'teams-ops': undefined });
    const { faults, check } = await linesOf(SMALL_CONFIG, { secrets });

    expect(faults).toEqual([
      'c.yaml:7:25 receivers.ops[0].teams.url: needs ${secret:teams-ops}, which is not stored (tabduty secret set teams-ops)',
    ]);
    expect(check.ok ? undefined : check.remains?.receivers.get('ops')?.destinations).toEqual([]);
    expect(check.ok ? undefined : check.remains?.routes).toHaveLength(1);
  });

  it('only warns of a secret that this process cannot see', async () => {
    const secrets = {
      lookup: async () => ({ ok: false, unseen: true, fault: 'is out of sight', remedy: 'later' }) as const,
    };
    const { faults, warnings, check } = await linesOf(SMALL_CONFIG, { secrets });

    expect(faults).toEqual([]);
    expect(check.ok && check.policy.sites.has('acme')).toBe(true);
    expect(warnings).toEqual([
      'c.yaml:5:35 sites.acme.pat.secret: needs ${secret:acme-pat}, which is out of sight (later)',
      'c.yaml:7:25 receivers.ops[0].teams.url: needs ${secret:teams-ops}, which is out of sight (later)',
    ]);
  });

  it('never shows the value of a secret, whatever is wrong with it', async () => {
    const { faults } = await linesOf(SMALL_CONFIG, {
      secrets: secretsOf({ 'teams-ops': 'hunter2-not-an-address' }),
    });

    expect(faults).toHaveLength(1);
    expect(faults.join()).not.toContain('hunter2');
  });
});

describe('warnings', () => {
  const routes = (text: string) =>
    `${SMALL_CONFIG.slice(0, SMALL_CONFIG.indexOf('routes:'))}routes:\n${text}`;
  it.each<[string, string, readonly string[]]>([
    [
      'a route that an earlier one hides',
      routes('  - tell: ops\n  - { match: { name: x }, tell: ops }\n'),
      [
        'c.yaml:10:5 routes[1]: is never reached: routes[0] (line 9) takes all of it (put it before that route, or give that one continue: true)',
      ],
    ],
    [
      'a narrower route below a wider one',
      routes(
        '  - { match: { name: "S*" }, tell: ops }\n  - { match: { name: [sales, stock], site: acme }, tell: ops }\n',
      ),
      [
        'c.yaml:10:5 routes[1]: is never reached: routes[0] (line 9) takes all of it (put it before that route, or give that one continue: true)',
      ],
    ],
    [
      'no route behind one that goes on',
      routes('  - { tell: ops, continue: true }\n  - { match: { name: x }, tell: ops }\n'),
      [],
    ],
    [
      'no route for what an earlier one excepts',
      routes('  - { except: { name: x }, tell: ops }\n  - { match: { name: x }, tell: ops }\n'),
      [],
    ],
    [
      'a route that tells nobody',
      routes('  - match: { name: x }\n'),
      [
        'c.yaml:7:3 receivers.ops: is told nothing: no route, escalation, schedule or fallback names it (write tell: ops in a route, or remove it)',
        'c.yaml:9:5 routes[0]: tells nobody: what it takes is kept as unrouted (add tell:)',
      ],
    ],
    [
      'events that no site sends',
      routes('  - { match: { event: workbook-updated }, tell: ops }\n'),
      [
        'c.yaml:9:23 routes[0].match.event: fits no event that a site is asked to send (add workbook-updated to the events: of a site)',
      ],
    ],
    [
      'an empty document',
      '',
      [
        'c.yaml:1:1 sites: there is no site, so nothing will be heard (add one under sites:)',
        'c.yaml:1:1 routes: there is no route, so nobody is told of anything (add one under routes:)',
      ],
    ],
    [
      'a site without a token',
      SMALL_CONFIG.replace(/ {4}pat.*\n/, ''),
      [
        'c.yaml:2:3 sites.acme: has no pat, so its webhooks cannot be managed, and what they miss is not found (add pat: { name, secret })',
      ],
    ],
    [
      'a secret in the text',
      SMALL_CONFIG.replace('${secret:teams-ops}', FLOW).replace('${secret:acme-pat}', 'pat-value'),
      [
        'c.yaml:5:35 sites.acme.pat.secret: is a secret, and stands in the text for everybody to read (keep it out of the text: tabduty secret set acme-pat-secret, then write "${secret:acme-pat-secret}")',
        'c.yaml:7:25 receivers.ops[0].teams.url: is a secret, and stands in the text for everybody to read (keep it out of the text: tabduty secret set ops-teams-url, then write "${secret:ops-teams-url}")',
      ],
    ],
  ])('name %s', async (_what, text, expected) => {
    const { faults, warnings } = await linesOf(text);

    expect({ faults, warnings }).toEqual({ faults: [], warnings: expected });
  });
});

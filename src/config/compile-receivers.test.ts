import { describe, expect, it } from 'vitest';
import {
  checkDeps,
  faultsOf,
  opsList,
  routeWith,
  siteWith,
  SMALL_CONFIG,
  small,
} from '../../test/fixtures/config.ts';
import { checkConfig } from './check.ts';

describe('a fault of sites or receivers has its place, what is expected, and the way out', () => {
  it.each<readonly [what: string, text: string, ...lines: string[]]>([
    [
      'an unknown part',
      `${SMALL_CONFIG}recievers: {}\n`,
      'c:11:1 recievers: is no part of a configuration (did you mean "receivers"?)',
    ],
    [
      'a part of a later version',
      `${SMALL_CONFIG}silences: {}\n`,
      'c:11:1 silences: silences comes in a later version (remove it for now)',
    ],
    ['sites as a list', 'sites: [acme]\n', 'c:1:1 sites: must be a map of names'],
    [
      'a bad slug',
      small('  acme:', '  Acme_1:'),
      'c:2:3 sites.Acme_1: must be a short name of a–z, 0–9 and -, beginning with a letter or digit',
    ],
    [
      "Tabduty's own name",
      small('  acme:', '  tabduty:'),
      "c:2:3 sites.tabduty: is Tabduty's own name as a source (choose another name)",
    ],
    ['an empty site', 'sites:\n  acme:\n', 'c:2:3 sites.acme: is empty'],
    [
      'a site without an address',
      small('    server: https://10ax.online.tableau.com\n', ''),
      'c:2:3 sites.acme.server: is missing',
    ],
    [
      'an address without https',
      small('https://10ax', '10ax'),
      'c:3:13 sites.acme.server: must be the address of Tableau, beginning with https://',
    ],
    [
      'an address with a path',
      small('tableau.com', 'tableau.com/#/site/acme'),
      'c:3:13 sites.acme.server: must have no path; write https://10ax.online.tableau.com, and the site in content_url',
    ],
    [
      'an address with a password',
      small('https://10ax', 'https://me:pw@10ax'),
      'c:3:13 sites.acme.server: must not have a user or password in it',
    ],
    [
      'a number as text',
      small('content_url: acme', 'content_url: 2024'),
      'c:4:18 sites.acme.content_url: must be text; write "2024" in quotes',
    ],
    ['nothing as text', small('content_url: acme', 'content_url:'), 'c:4:5 sites.acme.content_url: is empty'],
    [
      'an unknown key',
      siteWith('timezone: UTC'),
      'c:5:5 sites.acme.timezone: is not known here (did you mean "time_zone"?)',
    ],
    [
      'a way in that asks Tableau without a token',
      small('pat: { name: tabduty, secret: "${secret:acme-pat}" }', 'intake: both'),
      'c:5:13 sites.acme.intake: both asks Tableau, for which the site needs a pat (add pat: { name, secret })',
    ],
    [
      'two ways of signing in',
      siteWith('login: { user: ana, password: "${env:PW}" }'),
      'c:5:5 sites.acme.login: stands beside pat, and a site signs in in one way (keep pat; login is for a Tableau Server before 2019.4, which has no tokens)',
    ],
    [
      'a password for Tableau Cloud',
      small(
        'pat: { name: tabduty, secret: "${secret:acme-pat}" }',
        'login: { user: ana, password: "${env:PW}" }',
      ).replace(/server: .*/, 'server: https://10ax.online.tableau.com'),
      'c:5:5 sites.acme.login: Tableau Cloud lets nobody sign in to its REST API with a password (write pat: { name, secret }: My Account Settings → Personal Access Tokens)',
    ],
    [
      'managing webhooks without a token',
      small('pat: { name: tabduty, secret: "${secret:acme-pat}" }', 'manage_webhooks: apply'),
      'c:5:22 sites.acme.manage_webhooks: apply asks Tableau, for which the site needs a pat (add pat: { name, secret })',
    ],
    [
      'webhooks for a site that is asked',
      siteWith('intake: pull\n    manage_webhooks: apply'),
      'c:6:22 sites.acme.manage_webhooks: a site with intake: pull needs no webhooks (write off, or intake: both)',
    ],
    [
      'an unknown event',
      siteWith('events: [refresh-faild]'),
      'c:5:14 sites.acme.events[0]: "refresh-faild" is no event that Tableau can send (did you mean "refresh-failed"?)',
    ],
    [
      'no events',
      siteWith('events: []'),
      'c:5:5 sites.acme.events: must name at least one event; leave it out for refresh-failed and refresh-succeeded',
    ],
    [
      'an unknown zone',
      siteWith('time_zone: Paris'),
      'c:5:16 sites.acme.time_zone: must be an IANA time zone such as Europe/Paris',
    ],
    [
      'a day that is not',
      small('secret: "${secret:acme-pat}"', 'secret: "${env:P}", expires_on: 2027-02-30'),
      'c:5:59 sites.acme.pat.expires_on: must be a date such as 2027-09-01',
    ],
    [
      'the same site twice',
      small(
        'receivers:',
        '  twin: { server: "https://10ax.online.tableau.com/", content_url: acme }\nreceivers:',
      ),
      'c:6:3 sites.twin: is the same site as sites.acme (keep one of the two)',
    ],
    [
      'a reference to nothing',
      opsList('[{ teams: { url: "${TEAMS}" } }]'),
      'c:7:25 receivers.ops[0].teams.url: has ${TEAMS}, which refers to nothing (write ${env:NAME}, ${file:/path} or ${secret:name}, or $${ for a plain ${)',
    ],
    [
      'a reference without an end',
      opsList('[{ teams: { url: "${env:X" } }]'),
      'c:7:25 receivers.ops[0].teams.url: has ${env:X, which refers to nothing (write ${env:NAME}, ${file:/path} or ${secret:name}, or $${ for a plain ${)',
    ],
    [
      'a secret that all would read',
      routeWith('note: "see ${secret:x}"'),
      'c:11:11 routes[0].note: would tell everybody the secret "x" (secrets belong into sites, accounts and receivers)',
    ],
    [
      'an unknown kind of destination',
      opsList('[{ team: { url: "x" } }]'),
      'c:7:11 receivers.ops[0].team: is no kind of destination (did you mean "teams"?)',
    ],
    [
      'a kind written as type',
      opsList('[{ type: teams, url: "x" }]'),
      'c:7:9 receivers.ops[0]: must have one kind of destination, and has type, url (write { email: { … } })',
    ],
    [
      'two kinds in one',
      opsList('[{ teams: { url: "${env:A}" }, webhook: {} }]'),
      'c:7:9 receivers.ops[0]: must have one kind of destination, and has teams, webhook (give each its own - in the list)',
    ],
    [
      'settings beside the kind',
      opsList('[{ teams: { url: "${env:A}" }, url: x }]'),
      'c:7:39 receivers.ops[0].url: does not belong beside teams (indent it below teams)',
    ],
    [
      'a destination that is text',
      opsList('[teams]'),
      'c:7:9 receivers.ops[0]: must be a map with one kind of destination (write { email: { … } })',
    ],
    ['a destination without settings', opsList('[{ teams: }]'), 'c:7:11 receivers.ops[0].teams: is empty'],
    [
      'no destination',
      opsList('[]'),
      'c:7:3 receivers.ops: has no destination (add one, such as - teams: { url: "${secret:ops}" })',
    ],
    [
      'a retired connector',
      opsList('[{ teams: { url: "https://acme.webhook.office.com/x?sig=1" } }]'),
      'c:7:25 receivers.ops[0].teams.url: is an Office 365 connector, which Microsoft has retired; make a flow "When a Teams webhook request is received" and paste its address',
    ],
    [
      'an unknown setting',
      opsList('[{ teams: { url: "${env:A}", colour: red } }]'),
      'c:7:37 receivers.ops[0].teams.colour: is not known here (there is url)',
    ],
    [
      'a destination without its account',
      opsList('[{ email: { to: [ana@acme.com] } }]'),
      'c:7:11 receivers.ops[0].email.account: is missing (name an account: accounts: { NAME: { smtp: { … } } })',
    ],
    [
      'an account that is not there',
      opsList('[{ slack: { account: acme, channel: C0123456789 } }]'),
      'c:7:29 receivers.ops[0].slack.account: there is no account "acme"',
    ],
    [
      'an account of another kind',
      `${opsList('[{ sms: { account: m, to: "+351210000000" } }]')}accounts: { m: { smtp: { host: h, from: a@b.c } } }\n`,
      'c:7:27 receivers.ops[0].sms.account: is an account of the kind smtp, not twilio',
    ],
    [
      'an account called as its destination',
      `${SMALL_CONFIG}accounts: { m: { email: { host: h, from: a@b.c } } }\n`,
      'c:11:18 accounts.m.email: the account of a destination of the kind email is called smtp (write smtp: instead)',
    ],
    [
      'an account for what uses none',
      `${SMALL_CONFIG}accounts: { m: { teams: { url: x } } }\n`,
      'c:11:18 accounts.m.teams: a destination of the kind teams uses no account (write its settings in the receiver)',
    ],
    [
      'a number that YAML reads as a number',
      `${opsList('[{ sms: { account: t, to: +351210000000 } }]')}accounts: { t: { twilio: { account_sid: "${'AC' + '1'.repeat(32)}", auth_token: "\${env:T}", from: "+15005550006" } } }\n`,
      'c:7:34 receivers.ops[0].sms.to: must be a number such as "+351210000000", with + and country, in quotes',
    ],
    [
      'a mail account without proof',
      `${SMALL_CONFIG}accounts: { m: { smtp: { host: h, user: a@b.c } } }\n`,
      'c:11:18 accounts.m.smtp.password: is missing: a user needs a password or oauth',
    ],
    [
      'an unknown level of detail',
      opsList('{ destinations: [{ teams: { url: "${env:A}" } }], detail: al }'),
      'c:7:66 receivers.ops.detail: must be one of name, cause, full',
    ],
    [
      'an unknown language',
      opsList('{ destinations: [{ teams: { url: "${env:A}" } }], locale: klingon-x }'),
      'c:7:66 receivers.ops.locale: must be a language such as en-GB',
    ],
  ])('%s', async (_what, text, ...lines) => {
    expect(await faultsOf(text)).toEqual(lines);
  });
});

describe('at_most', () => {
  const limitOf = async (atMost: string) => {
    const text = small('  ops: [{ teams', `  ops:\n    ${atMost}\n    destinations: [{ teams`);
    const check = await checkConfig(text, checkDeps());
    return check.ok
      ? check.policy.receivers.get('ops')?.destinations[0]?.atMost
      : check.faults.map((f) => f.message);
  };
  it('is 30 in 10 minutes until a receiver says otherwise', async () => {
    expect(await limitOf('detail: cause')).toEqual({ messages: 30, within: 600_000 });
    expect(await limitOf('at_most: { messages: 5 }')).toEqual({ messages: 5, within: 600_000 });
    expect(await limitOf('at_most: { messages: 5, within: 1h }')).toEqual({ messages: 5, within: 3_600_000 });
    expect(await limitOf('at_most: off')).toBeUndefined();
    expect(await limitOf('at_most: { messages: 0 }')).toEqual(['must be a whole number from 1 to 10000']);
    expect(await limitOf('at_most: 5')).toEqual([
      'must be off, or such as { messages: 30, within: 10m }, a time of 1m to 1d',
    ]);
  });
});

it('flapping is told together from the fifth change on, until a route says otherwise or that it is off', async () => {
  const text = `${SMALL_CONFIG}    routes: [{ match: { name: a }, flapping: off, routes: [{ match: { tag: b }, flapping: { changes: 7 } }] }]\n`;
  const check = await checkConfig(text, checkDeps());
  const [top] = check.ok ? check.policy.routes : [];
  const rule = { changes: 5, within: 6 * 3_600_000, stableFor: 2 * 3_600_000 };
  expect(top?.flapping).toEqual(rule);
  expect(top?.children[0]?.flapping).toBeUndefined();
  expect(top?.children[0]?.children[0]?.flapping).toEqual({ ...rule, changes: 7 });
});

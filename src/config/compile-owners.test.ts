import { expect, it } from 'vitest';
import { checkDeps, faultsOf, SMALL_CONFIG } from '../../test/fixtures/config.ts';
import { ownerOf } from '../domain/paging/owners.ts';
import { aPolicy } from '../../test/fixtures/policy.ts';
import type { Incarnation } from '../domain/records.ts';
import { checkConfig } from './check.ts';

const ACCOUNT =
  'accounts: { post: { smtp: { host: mail.acme.example, tls: none, from: tabduty@acme.example } } }\n';
const OWNERS = 'owners: { email: { account: post, domains: [Acme.example] } }\n';

async function policyOf(text: string) {
  const check = await checkConfig(`${SMALL_CONFIG}${text}`, checkDeps());
  if (!check.ok) throw new Error(JSON.stringify(check.faults));
  return check.policy;
}

function ownedBy(...owner: readonly string[]): Incarnation {
  return { labels: { owner } } as unknown as Incarnation;
}

it('mail to owners goes by an account, to domains that are named', async () => {
  const { owners } = await policyOf(`${ACCOUNT}${OWNERS}`);

  expect(owners?.domains).toEqual(['acme.example']);
  expect(owners?.destination('jo@acme.example')).toMatchObject({
    id: 'owner:jo@acme.example/email',
    type: 'email',
    account: { host: 'mail.acme.example' },
    address: { to: ['jo@acme.example'] },
  });
  expect(owners?.destination('"jo"\r\nBcc: eve@acme.example')).toBeUndefined();
});

it('what is wrong with it is said', async () => {
  const faults = async (text: string) =>
    (await faultsOf(`${SMALL_CONFIG}${text}`)).map((f) => f.replace(/^c:\d+:\d+ /, ''));

  expect(await faults(`${ACCOUNT}owners: { email: { account: posts, domains: [] } }\n`)).toEqual([
    'owners.email.account: there is no account "posts" (did you mean "post"?)',
    'owners.email.domains: must name at least one domain',
  ]);
  expect(await faults('owners: { email: { domains: ["@acme"] } }\n')).toContain(
    'owners.email.domains[0]: must be what stands behind the @, such as acme.com',
  );
  expect(await faults('owners: { email: { domains: ["@acme"] } }\n')).toContain(
    'owners.email.account: is missing (name an account: accounts: { NAME: { smtp: { … } } })',
  );
});

it('nobody can be asked without an account, an address, or beyond the domains, and the reason is said', async () => {
  const { owners } = await policyOf(`${ACCOUNT}${OWNERS}`);
  const why = (policy: object, ...alerts: readonly Incarnation[]) => {
    const owner = ownerOf(alerts, aPolicy(policy));
    return owner.kind === 'none' ? owner.why : owner;
  };

  expect(why({ owners }, ownedBy('Jo@acme.example', 'jo', 'Jo Doe'))).toEqual({
    kind: 'mail',
    address: 'jo@acme.example',
  });
  expect(why({ owners }, ownedBy())).toBe('Tableau was not asked who owns this, or does not say it');
  expect(why({ owners }, ownedBy('jo', 'Jo Doe'))).toBe('Tableau has no e-mail address of jo');
  expect(why({ owners }, ownedBy('jo@acme.example'), ownedBy('al@acme.example'))).toBe(
    'this belongs to several people',
  );
  expect(why({ owners }, ownedBy('jo@evil.example'))).toBe(
    'mail to owners goes to acme.example only, and not to jo@evil.example',
  );
  expect(why({ owners }, ownedBy('jo doe@acme.example'))).toBe('jo doe@acme.example is no mail address');
  expect(why({}, ownedBy('jo@acme.example'))).toBe(
    'jo@acme.example is none of the people, and no account writes to owners (owners: in the configuration)',
  );
});

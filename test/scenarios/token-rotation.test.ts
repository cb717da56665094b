import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { Api } from '../../src/api/endpoint.ts';
import { listTokens, rotateToken } from '../../src/api/tokens.ts';
import { takeConfigFile } from '../../src/app/policy/follow-config-file.ts';
import { localApi } from '../../src/http/dispatch.ts';
import { openInstallation } from '../../src/installation.ts';
import { createLogger } from '../../src/platform/logger.ts';
import { createRedactor } from '../../src/platform/redact.ts';
import { bench, pat } from '../harness/tableau.ts';
import { temporaryFolder } from '../harness/temp.ts';

const NEW = { name: 'tabduty-2', secret: 'quite-new' };

async function installed(inFile: boolean) {
  const tableau = await bench({ pats: [pat, NEW, { name: 'ben', secret: 'bens', user: 'ben' }] });
  const folder = temporaryFolder();
  const file = join(folder, 'tabduty.yaml');
  const redactor = createRedactor();
  const installation = await openInstallation({
    data: join(folder, 'data'),
    keyFile: undefined,
    outbound: { allow: ['127.0.0.1'], plainHttp: ['127.0.0.1'] },
    publicUrl: () => undefined,
    configFile: inFile ? file : undefined,
    log: createLogger('silent', redactor),
    redactor,
  });
  onTestFinished(() => installation.close());
  const text = `sites:
  acme: # the only one
    server: ${JSON.stringify(tableau.url)}
    content_url: acme
    pat: { name: tabduty, secret: "${pat.secret}" } # made by Ana
receivers:
  ops: [{ ntfy: { topic: alerts } }]
routes: [{ match: { condition: refresh-failed }, tell: ops }]
`;
  const take = async (next: string) => {
    writeFileSync(file, next);
    return inFile ? takeConfigFile(installation.deps, file, next) : installation.apply(next, 'test');
  };
  await take(text);
  const may = new Set(['read', 'configure', 'operate', 'secrets'] as const);
  const api: Api = localApi(installation.handlers, { actor: 'ana', may });
  const newest = async () => (await installation.store.ask('revision', {}))?.text ?? '';
  return { tableau, installation, api, text, file, take, newest };
}

const wanted = { site: 'acme', name: NEW.name, secret: NEW.secret, expiresOn: '2099-09-01' };

it('puts name, secret and date into force with one revision, keeps comments, and signs the old session out', async () => {
  const { api, installation, tableau, newest, text } = await installed(false);
  await installation.sites.site('acme').listWebhooks();

  const answer = await api.call(rotateToken, wanted);

  expect(answer).toMatchObject({ revision: 2, secretName: 'acme-pat', tokenName: NEW.name });
  expect(await newest()).toBe(
    text.replace(
      `{ name: tabduty, secret: "${pat.secret}" }`,
      '{ name: "tabduty-2", secret: "${secret:acme-pat}", expires_on: 2099-09-01 }',
    ),
  );
  expect(installation.deps.policy.current().sites.get('acme')?.pat).toMatchObject(NEW);
  // That of the old token, and that of the trial; the third is the one to go on with.
  await expect.poll(() => ended(tableau)).toBe(2);
  const signIns = tableau.control.calls().filter(({ url }) => url.endsWith('/auth/signin'));
  expect(signIns).toHaveLength(3);
  expect(await api.call(listTokens, {})).toMatchObject({
    tokens: [{ site: 'acme', name: NEW.name, expiresOn: '2099-09-01', lastSignInAt: expect.any(String) }],
  });
});

it('stores each new secret beside the one before, which a rollback brings back', async () => {
  const { api, newest } = await installed(false);
  await api.call(rotateToken, wanted);

  const back = { ...wanted, name: pat.name, secret: pat.secret };
  const answer = await api.call(rotateToken, back);

  expect(answer).toMatchObject({ secretName: 'acme-pat-2', oldSecretName: 'acme-pat', revision: 3 });
  expect(await newest()).toContain('secret: "${secret:acme-pat-2}", expires_on: 2099-09-01');
});

it.each([
  ['a secret that Tableau refuses', { secret: 'wrong' }, 'refuses the sign-in'],
  ['an owner who is no administrator', { name: 'ben', secret: 'bens' }, 'may not do this'],
  ['the token that is in use', { name: pat.name, secret: pat.secret }, 'in use already'],
  ['a date that is over', { expiresOn: '2020-01-01' }, 'is over already'],
  ['a date that is none', { expiresOn: 'soon' }, 'is no date'],
  ['a site that is not there', { site: 'nowhere' }, 'nowhere'],
])('changes nothing for %s', async (_what, over, sentence) => {
  const { api, installation, text, newest } = await installed(false);

  await expect(api.call(rotateToken, { ...wanted, ...over })).rejects.toThrow(sentence);

  expect(await newest()).toBe(text);
  expect(await installation.store.ask('secrets', {})).toEqual([]);
});

it('says what to write where a file decides, and switches when it is saved', async () => {
  const { api, installation, text, take, file } = await installed(true);

  const answer = await api.call(rotateToken, wanted);
  expect(answer).toMatchObject({
    file,
    edits: [
      { path: 'sites.acme.pat.name', value: '"tabduty-2"' },
      { path: 'sites.acme.pat.secret', value: '"${secret:acme-pat}"' },
      { path: 'sites.acme.pat.expires_on', value: '2099-09-01' },
    ],
  });
  expect(answer.revision).toBeUndefined();
  expect(installation.deps.policy.current().sites.get('acme')?.pat).toMatchObject(pat);

  const [name, secret, date] = answer.edits ?? [];
  await take(
    text.replace(
      /pat: .*/,
      `pat: { name: ${name?.value}, secret: ${secret?.value}, expires_on: ${date?.value} }`,
    ),
  );
  expect(installation.deps.policy.current().sites.get('acme')?.pat).toMatchObject(NEW);
});

/** How many sessions were signed out of. */
function ended(tableau: Awaited<ReturnType<typeof bench>>): number {
  const calls = tableau.control.calls();
  return calls.filter(({ url, status }) => url.endsWith('/auth/signout') && status === 204).length;
}

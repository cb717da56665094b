import { expect, it } from 'vitest';
import { actOnLink, type ActDeps, type Pressed } from '../../src/app/hand/act-on-link.ts';
import { passAlert } from '../../src/app/hand/hand-alert.ts';
import { silenceHolder } from '../../src/app/hand/silence-holder.ts';
import { HOUR, MINUTE } from '../../src/domain/time/instant.ts';
import { ownerReceiver } from '../../src/domain/paging/owners.ts';
import { alertPage } from '../../src/http/alert-page.ts';
import { re2Regexes } from '../../src/platform/regexes.ts';
import { aPagingPolicy } from '../fixtures/escalation.ts';
import { aReceiver } from '../fixtures/policy.ts';
import { decisions, fail, pass, relabel, sentOf, succeed } from '../harness/paging.ts';
import { type Pipeline, startPipeline } from '../harness/pipeline.ts';

const JO = 'jo@acme.example';
const owners = {
  domains: ['acme.example'],
  destination: (address: string) => ({
    ...aReceiver(ownerReceiver(address), [{ type: 'mail', address: { to: [address] } }]).destinations[0],
    id: `${ownerReceiver(address)}/email`,
  }),
} as never;

async function failing(owner: readonly string[] = [JO, 'jo', 'Jo Doe']): Promise<Pipeline> {
  const p = await startPipeline({ ...aPagingPolicy(), owners });
  await fail(p);
  await relabel(p, 'Sales Daily', { owner });
  return p;
}

function linkDeps(p: Pipeline): ActDeps {
  const { store, clock } = p.deps();
  const silenceDesk = silenceHolder({ store, clock, regexes: re2Regexes });
  return { ...p.deps(), deliveryOf: (t: string) => t, silenceDesk, regexes: re2Regexes };
}

function press(act: Pressed['act'], who?: string): Pressed {
  return { act, who, at: undefined, hours: undefined, from: undefined, remote: '::1' };
}

const tokenTo = (p: Pipeline, destination: string) =>
  p.sent.find((s) => s.destinationId === destination)?.deliveryId ?? '';

it('an owner who is none of the people gets reason and link by mail, and answers by it', async () => {
  const p = await failing();
  await actOnLink(linkDeps(p), tokenTo(p, '@ana/test'), press('pass'));
  await p.settle();

  const mail = p.sent.find((s) => s.destinationId === `owner:${JO}/email`);
  expect(mail?.briefing).toMatchObject({
    kind: 'firing',
    actions: [{ kind: 'open-in-tableau' }, { kind: 'acknowledge' }],
  });
  expect(mail?.briefing.facts.at(-1)?.value).toEqual({ untrusted: 'Ana passes this to you' });

  const token = tokenTo(p, `owner:${JO}/email`);
  const page = await alertPage({ ...linkDeps(p), store: p.store }, token);
  expect(page.body).toContain(`You are ${JO}.`);
  expect(page.body).not.toContain('Wake me');
  await actOnLink(linkDeps(p), token, press('ack', 'somebody else'));
  await pass(p, 2 * HOUR, 10 * MINUTE);
  await succeed(p);
  await p.settle();

  expect(sentOf(p)).toEqual([
    '@ana/test +0 firing',
    `owner:${JO}/email +0 firing`,
    '@ana/test +120 recovered',
    `owner:${JO}/email +120 recovered`,
  ]);
  expect((await decisions(p)).filter((d) => d.includes('passes') || d.includes('has the one'))).toEqual([
    expect.stringMatching(/^Ana by link @ana\/test passes the one that fails to jo@acme\.example; back at/),
    expect.stringMatching(/^jo@acme\.example by link owner:jo@acme\.example\/email has the one that fails/),
  ]);
});

it('without an answer it comes back: who passed it is asked, then the policy begins anew', async () => {
  const p = await failing();
  await passAlert(p.deps(), '1', 'cli', 'ana');
  await p.settle();
  await pass(p, HOUR, MINUTE);

  expect(sentOf(p).slice(0, 4)).toEqual([
    '@ana/test +0 firing',
    `owner:${JO}/email +0 firing`,
    '@ana/test +30 firing',
    '@ana/test +45 firing',
  ]);
});

it('comes back after `pass_for` of the escalation, where that says it', async () => {
  const p = await startPipeline({ ...aPagingPolicy({}, { passFor: 90 * MINUTE }), owners });
  await fail(p);
  await relabel(p, 'Sales Daily', { owner: [JO, 'jo', 'Jo Doe'] });
  await passAlert(p.deps(), '1', 'cli', 'ana');
  await p.settle();
  await pass(p, 2 * HOUR, MINUTE);

  expect(sentOf(p).slice(1, 3)).toEqual([`owner:${JO}/email +0 firing`, '@ana/test +90 firing']);
});

it('where nobody can be asked the page says why, and so does the command', async () => {
  const p = await failing(['jo', 'Jo <b>Doe']);
  const page = await alertPage({ ...linkDeps(p), store: p.store }, tokenTo(p, '@ana/test'));

  expect(page.body).toContain('It cannot be passed to its owner: Tableau has no e-mail address of jo.');
  expect(page.body).not.toContain('value="pass"');
  await expect(passAlert(p.deps(), '1', 'cli', undefined)).rejects.toThrow(
    'It cannot be passed to its owner: Tableau has no e-mail address of jo',
  );
});

it('what was configured away meanwhile is said, and nothing is lost', async () => {
  const p = await failing();
  p.answer = ({ destinationId }) =>
    destinationId.startsWith('owner:') ? { kind: 'notNow', detail: 'busy' } : { kind: 'accepted' };
  await passAlert(p.deps(), '1', 'cli', 'ana');
  await p.settle();
  const { owners: _, ...policy } = p.policy;
  p.policy = policy;
  await pass(p, HOUR, MINUTE);

  const dead = await p.store.ask('listDeliveries', { limit: 5, state: 'dead' });
  expect(dead.map((d) => d.detail)).toEqual([
    `destination owner:${JO}/email is no longer in the configuration`,
  ]);
  expect(sentOf(p).filter((s) => s.startsWith('@ana'))).toContain('@ana/test +30 firing');
});

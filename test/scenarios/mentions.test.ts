/** Whom the message in a channel mentions. */
import { expect, it } from 'vitest';
import { MINUTE } from '../../src/domain/time/instant.ts';
import { aPerson } from '../fixtures/escalation.ts';
import { aReceiver, aRoute } from '../fixtures/policy.ts';
import { fail, paged, pass, succeed } from '../harness/paging.ts';
import type { Pipeline } from '../harness/pipeline.ts';

const PEOPLE = new Map([
  ['ana', aPerson('ana', { teamsUpn: 'ana@acme.example', slackId: 'U0000ANA' })],
  ['ben', aPerson('ben', { teamsUpn: 'ben@acme.example' })],
  ['olga', aPerson('olga')],
]);

const inChannel = (p: Pipeline) =>
  p.sent
    .filter((s) => s.destinationId === 'ops/test')
    .map((s) => ({ kind: s.briefing.kind, people: s.briefing.people }));

it('the channel mentions who is on call, the page itself mentions nobody', async () => {
  const p = await paged({ people: PEOPLE });

  expect(inChannel(p)).toEqual([
    { kind: 'firing', people: [{ name: 'Ana', upn: 'ana@acme.example', slackId: 'U0000ANA' }] },
  ]);
  expect(p.sent.find((s) => s.destinationId === '@ana/test')?.briefing.people).toEqual([]);
});

it('what is added to it later, and its end, mention nobody again', async () => {
  const routes = [aRoute({ page: 'data', groupBy: ['site'], groupInterval: MINUTE })];
  const p = await paged({ people: PEOPLE, routes });
  await pass(p, 6 * MINUTE);
  await fail(p, 'Another');
  await pass(p, 2 * MINUTE);
  await succeed(p);
  await succeed(p, 'Another');
  await pass(p, 2 * MINUTE);

  expect(inChannel(p).map(({ kind, people }) => [kind, ...people.map((one) => one.name)])).toEqual([
    ['firing', 'Ana'],
    ['update'],
    ['update'],
    ['recovered'],
  ]);
});

it('mentions nobody where the receiver does not want it, or nobody is known there', async () => {
  const ops = { ...aReceiver('ops', [{ type: 'test', address: {} }]), mentions: 'none' } as const;
  const ways = ['ana', 'ben'].map((slug) => aReceiver(`@${slug}`, [{ type: 'test', address: { to: slug } }]));
  const silent = await paged({ people: PEOPLE, receivers: new Map([ops, ...ways].map((r) => [r.name, r])) });
  const unknown = await paged({});

  expect(inChannel(silent)[0]?.people).toEqual([]);
  expect(inChannel(unknown)[0]?.people).toEqual([]);
});

import { describe, expect, it } from 'vitest';
import type { SecretSource } from '../app/ports/config.ts';
import { checkDeps, faultsOf, secretsOf, SMALL_CONFIG } from '../../test/fixtures/config.ts';
import { MINUTE } from '../domain/time/instant.ts';
import { checkConfig } from './check.ts';
import { formatFault } from './fault.ts';

const NTFY = 'ntfy: { topic: ana-Zx81 }';

function text(escalation: string, people: string = `ana: { name: Ana, ways: [{ ${NTFY} }] }`): string {
  return `${SMALL_CONFIG}people:
  ${people}
schedules: { data: { time_zone: UTC, always: [ana] } }
escalations:
  data: ${escalation}
`;
}

const STEP = '{ at: 0m, tell: [schedule:data] }';

async function compiled(source: string) {
  const check = await checkConfig(source, checkDeps());
  if (!check.ok) throw new Error(check.faults.map((f) => formatFault('c', f)).join('\n'));
  return { policy: check.policy, warnings: check.warnings.map((w) => formatFault('c', w)) };
}

it('a policy has its steps, rounds and fallback; without round_every there are 15 minutes after the last step', async () => {
  const { policy } = await compiled(
    text(
      `{ steps: [${STEP}, { at: 10m, tell: [person:ana, receiver:ops] }], rounds: 2, pass_for: 2h, fallback: [receiver:ops] }`,
    ),
  );

  expect(policy.escalations.get('data')).toMatchObject({
    steps: [
      { at: 0, tell: [{ kind: 'schedule', name: 'data' }] },
      {
        at: 10 * MINUTE,
        tell: [
          { kind: 'person', name: 'ana' },
          { kind: 'receiver', name: 'ops' },
        ],
      },
    ],
    rounds: 2,
    roundEvery: 25 * MINUTE,
    passFor: 120 * MINUTE,
    fallback: [{ kind: 'receiver', name: 'ops' }],
  });
});

it('the ways of a person are destinations of their own, in order, each with its time', async () => {
  const people = `ana: { name: Ana, time_zone: Europe/Lisbon, ways: [{ ${NTFY} }, { ntfy: { topic: other-Zx81 }, after: 5m }] }`;
  const { policy } = await compiled(text(`{ steps: [${STEP}] }`, people));

  expect(policy.people.get('ana')?.ways).toEqual([
    { destinationId: '@ana/ntfy', after: 0 },
    { destinationId: '@ana/ntfy/2', after: 5 * MINUTE },
  ]);
  expect(policy.receivers.get('@ana')).toMatchObject({ timeZone: 'Europe/Lisbon' });
});

describe('what is wrong is said all at once, with what to do', () => {
  it('unknown people, schedules and receivers, and targets that are none', async () => {
    const targets = 'tell: [schedule:dta, person:anna, receiver:opps, ana]';
    expect(await faultsOf(text(`{ steps: [{ at: 0m, ${targets} }] }`))).toEqual([
      expect.stringContaining('there is no schedule "dta" (did you mean "data"?)'),
      expect.stringContaining('there is no person "anna" (did you mean "ana"?)'),
      expect.stringContaining('there is no receiver "opps" (did you mean "ops"?)'),
      expect.stringContaining('must be schedule:NAME, person:NAME or receiver:NAME (write schedule:data)'),
    ]);
  });

  it.each([
    ['no steps', '{ steps: [] }', 'must have at least one step'],
    ['steps out of order', `{ steps: [${STEP}, ${STEP}] }`, 'must be later than the step before it'],
    [
      'rounds that overlap',
      `{ steps: [${STEP}, { at: 10m, tell: [person:ana] }], rounds: 2, round_every: 5m }`,
      'must be longer than it takes to the last step (write more than 10m)',
    ],
    ['no round', `{ steps: [${STEP}], rounds: 0 }`, 'must be at least 1'],
  ])('%s', async (_what, escalation, sentence) => {
    expect(await faultsOf(text(escalation))).toEqual([expect.stringContaining(sentence)]);
  });

  it('ways that are no destinations, and times that do not fit', async () => {
    const ways = `[{ ${NTFY}, after: 5m }, { ntfi: {} }, { ntfy: { topic: a }, after: soon }]`;
    expect(await faultsOf(text(`{ steps: [${STEP}] }`, `ana: { name: Ana, ways: ${ways} }`))).toEqual([
      expect.stringContaining('people.ana.ways[0].after: does not belong to the first way'),
      expect.stringContaining('people.ana.ways[1].ntfi: is no kind of destination (did you mean "ntfy"?)'),
      expect.stringContaining('people.ana.ways[2].after: must be a duration such as 5m, at most 24h'),
    ]);
  });
});

it.each([
  ['no way at all', 'ana: { name: Ana }', ['can be paged, and has no way to be reached']],
  [
    'no way that rings',
    'ana: { name: Ana, ways: [{ teams: { url: "${secret:teams-ana}" } }] }',
    ['can be paged, and no way of theirs rings at night'],
  ],
  ['a way that rings', `ana: { name: Ana, ways: [{ ${NTFY} }] }`, []],
  ['no duty at present', 'ana: { name: Ana, active: false }', []],
])('warns of somebody who can be paged and has %s', async (_what, people, sentences) => {
  const { warnings } = await compiled(text(`{ steps: [${STEP}] }`, people));

  expect(warnings.filter((w) => w.includes('can be paged'))).toEqual(
    sentences.map((sentence) => expect.stringContaining(sentence)),
  );
});

it('does not warn of ways that cannot be read without the secrets', async () => {
  const people = 'ana: { name: Ana, ways: [{ ntfy: { topic: "${secret:topic}" } }] }';
  const secrets: SecretSource = {
    lookup: async (kind, name) =>
      name === 'topic'
        ? { ok: false, unseen: true, fault: 'cannot be looked up', remedy: 'later' }
        : secretsOf().lookup(kind, name),
  };

  const { warnings } = await checkConfig(text(`{ steps: [${STEP}] }`, people), checkDeps({ secrets }));

  const said = warnings.map(({ message }) => message);
  expect(said).toContainEqual(expect.stringContaining('cannot be looked up'));
  expect(said.filter((w) => w.includes('can be paged'))).toEqual([]);
});

import { expect, it } from 'vitest';
import type { LabelMapping } from '../../src/domain/policy.ts';
import { aPolicy, aReceiver, aRoute, equals } from '../fixtures/policy.ts';
import { type Pipeline, startPipeline, tableauBody } from '../harness/pipeline.ts';

const LABELS: readonly LabelMapping[] = [
  {
    place: { path: 'labels[0]', line: 41 },
    ...{ match: [equals('name', 'Close')], except: [], set: { severity: ['critical'], team: ['finance'] } },
  },
  {
    place: { path: 'labels[1]', line: 42 },
    ...{ match: [equals('team', 'finance')], except: [], set: { room: ['one'] } },
  },
];
const POLICY = aPolicy({
  labels: LABELS,
  receiverList: ['finance', 'ops'].map((name) =>
    aReceiver(name, [{ type: 'test', address: { lane: name } }]),
  ),
  routes: [
    aRoute({ id: 'bad', match: [equals('severity', 'critical'), equals('room', 'one')], tell: 'finance' }),
    aRoute({ id: 'other', match: [equals('severity', 'error')] }),
  ],
});

async function fail(p: Pipeline, name: string, over = {}): Promise<void> {
  await p.post(tableauBody({ resource_name: name, resource_luid: name, ...over }));
  await p.settle();
}

it('mappings decide the route, the severity and the card, and the story says which set what', async () => {
  const p = await startPipeline(POLICY);
  await fail(p, 'Close');
  await fail(p, 'Sales');

  const said = p.sent.map(({ destinationId, briefing: b }) => [destinationId, b.severity, ...b.facts]);
  expect(said).toEqual([
    [
      ...['finance/test', 'critical', { title: 'Severity', value: 'critical' }],
      { title: 'Team', value: { untrusted: 'finance' } },
      { title: 'Room', value: { untrusted: 'one' } },
      { title: 'Site', value: { untrusted: 'acme' } },
    ],
    ['ops/test', 'error', { title: 'Site', value: { untrusted: 'acme' } }],
  ]);
  const close = await p.store.ask('incarnation', { number: 1 });
  const decisions = await p.store.ask('decisionsAbout', { subjectIds: [close?.id ?? ''], limit: 9 });
  expect(decisions.map((d) => `${d.answer}: ${d.reason} (${d.path})`)).toEqual([
    'labelled: severity critical, team finance (labels[0], line 41); room one (labels[1], line 42) (labels[0])',
    'routed: route failures (line 1) tells finance (routes[0])',
  ]);
});

it('what recovers is of no severity, and says of which team it is', async () => {
  const p = await startPipeline(POLICY);
  await fail(p, 'Close');
  await fail(p, 'Close', { event_type: 'DatasourceRefreshSucceeded', created_at: '2026-09-21T12:10:00Z' });

  expect(p.sent.at(-1)?.briefing.facts.map((f) => f.title)).toEqual(['Team', 'Room', 'Site']);
  expect(p.sent.at(-1)?.destinationId).toBe('finance/test');
});

/** What is left in force of a stored text that has faults by now: never more is taken, and never more kept quiet, than was meant. */
import { expect, it } from 'vitest';
import { checkDeps } from '../../test/fixtures/config.ts';
import { aPolicy, aReceiver } from '../../test/fixtures/policy.ts';
import { startPipeline, tableauBody } from '../../test/harness/pipeline.ts';
import { MINUTE } from '../domain/time/instant.ts';
import { routesFor } from '../domain/routing/route.ts';
import type { Policy } from '../domain/policy.ts';
import { checkConfig } from './check.ts';

const ALERT = { condition: ['refresh-failed'], name: ['Sales Daily'], site: ['acme'], project: ['Finance'] };

it.each([
  ['a label that there is no more', 'match: { condition: refresh-failed, gone: x }'],
  ['a pattern that cannot be read', 'match: { condition: refresh-failed, name: "/(/" }'],
  ['a value that there is no more', 'match: { condition: refresh-failed, site: gone }'],
  ['a label in except', 'match: { condition: refresh-failed }, except: { gone: x }'],
  ['a pattern in except', 'match: { condition: refresh-failed }, except: { name: "/(/" }'],
  ['one of several patterns in except', 'match: { condition: refresh-failed }, except: { name: [b, "/(/"] }'],
  ['no map', 'match: refresh-failed'],
])('a route whose matchers have a fault (%s) takes nothing, and the next does', async (_, matchers) => {
  const policy = await remainsOf(`routes:
  - { name: first, ${matchers}, tell: ops, routes: [{ name: below, match: { name: "*" }, tell: ops }] }
  - { name: next, match: { condition: refresh-failed }, tell: ops }`);

  expect(routesFor(policy, ALERT, 'alert').map(({ route }) => route.name)).toEqual(['next']);
});

it('a route keeps what it can read of a list of patterns', async () => {
  const policy = await remainsOf(`routes: [{ name: first, match: { name: ["Sales*", "/(/"] }, tell: ops }]`);

  expect(routesFor(policy, ALERT, 'alert').map(({ route }) => route.name)).toEqual(['first']);
});

it.each([
  'when: { condition: refresh-stuck, gone: x }, quiet: { condition: refresh-failed }',
  'when: { condition: refresh-stuck }, quiet: { name: "/(/" }',
  'when: { condition: refresh-stuck }, quiet: { condition: refresh-failed }, equal: [site, gone]',
  'when: {}, quiet: { condition: refresh-failed }',
])('an inhibition with a fault keeps nothing quiet: %s', async (rule) => {
  expect((await remainsOf(`inhibitions: [{ ${rule} }]`)).inhibitions).toEqual([]);
});

it.each([
  'match: { gone: x }, set: { severity: info }',
  'match: { name: "Sales*" }, except: { gone: x }, set: { severity: info }',
  'match: { name: "Sales*" }, set: { severity: nothing }',
])('a mapping with a fault sets nothing: %s', async (mapping) => {
  expect((await remainsOf(`labels: [{ ${mapping} }]`)).labels).toEqual([]);
});

it('operators hear of what no route takes and no receiver can be told until it is mended', async () => {
  const routes = `routes:
  - { name: first, match: { condition: refresh-failed, gone: x }, tell: ops }
  - { name: second, match: { condition: refresh-stuck }, tell: ops }`;
  const { leftOut, routes: left } = await remainsOf(routes);
  const sound = aPolicy({
    receiverList: [
      aReceiver('ops', [{ type: 'test', address: {} }]),
      aReceiver('admins', [{ type: 'test', address: {} }]),
    ],
    operators: ['admins'],
  });
  const pipeline = await startPipeline({ ...sound, routes: left, leftOut });
  await pipeline.post(tableauBody());
  await passes(MINUTE);
  expect(toldTo('admins/test')).toEqual(['Failed: Sales Daily']);

  // Its secret is gone, so that the receiver is there and has no way.
  const receivers = new Map([...sound.receivers, ['ops', aReceiver('ops', [])] as const]);
  pipeline.policy = { ...sound, receivers, leftOut };
  await pipeline.post(tableauBody({ resource_name: 'Another', resource_luid: 'another' }));
  await passes(MINUTE);
  expect(toldTo('admins/test')).toEqual(['Failed: Sales Daily', 'Failed: Another']);
  expect(toldTo('ops/test')).toEqual([]);

  async function passes(time: number): Promise<void> {
    await pipeline.settle();
    pipeline.clock.advance(time);
    await pipeline.settle();
  }
  function toldTo(destination: string): readonly string[] {
    return pipeline.sent
      .filter(({ destinationId }) => destinationId === destination)
      .map(({ briefing }) => briefing.title.untrusted);
  }
});

async function remainsOf(part: string): Promise<Policy> {
  const checked = await checkConfig(
    `sites: { acme: { server: "https://10ax.online.tableau.com", content_url: acme } }
receivers: { ops: [] }
${part}
`,
    checkDeps(),
  );
  if (checked.ok || checked.remains === undefined) throw new Error('the text was to have faults');
  return checked.remains;
}

/** What joins a group at the moment in which it tells waits for the group's next tick, as what joins it later does. */
import { expect, it } from 'vitest';
import { aPolicy, aRoute } from '../../../test/fixtures/policy.ts';
import { type Pipeline, startPipeline, tableauBody } from '../../../test/harness/pipeline.ts';
import { after, MINUTE, SECOND } from '../../domain/time/instant.ts';
import type { SitePolicy } from '../../domain/policy.ts';
import type { Store } from '../ports/store.ts';
import { createDeliverer } from './deliver.ts';
import { flushGroups } from './flush-groups.ts';
import { labelAlerts } from './label-alerts.ts';
import { triageCalls } from './triage-calls.ts';

const policy = aPolicy({
  routes: [aRoute({ groupBy: ['site'], groupWait: 10 * SECOND, groupInterval: 5 * MINUTE })],
});
const fail = (p: Pipeline, name: string) =>
  p.post(tableauBody({ resource_name: name, resource_luid: `luid of ${name}` }));
const told = ({ sent }: Pipeline) =>
  sent.map(({ briefing: { kind, items, more } }) => `${kind} of ${items.length + more}`);

/** Reading takes so long that the group tells what it had until then, before what is decided about joins it. */
function slowly(p: Pipeline): Store {
  return {
    ...p.store,
    async ask(question, args) {
      if (question === 'openGroups') {
        p.clock.advance(2 * SECOND);
        const deliverer = createDeliverer(p.deps());
        await flushGroups({ ...p.deps(), deliverer }, p.clock.now());
        while (deliverer.underWay() > 0) await new Promise(setImmediate);
      }
      return p.store.ask(question, args);
    },
  };
}

async function joinedLate(p: Pipeline, loop: typeof triageCalls): Promise<void> {
  const { sent, clock } = p;
  const at = clock.now();
  const deliverer = createDeliverer(p.deps());
  await loop({ ...p.deps(), store: slowly(p), deliverer }, at);
  await p.settle();
  expect(told(p)).toEqual(['firing of 1']);

  const [first] = sent;
  clock.advance(after(first?.at ?? at, 5 * MINUTE) - clock.now());
  await p.settle();
  expect(told(p)).toEqual(['firing of 1', 'update of 2']);
}

it('when it is routed as it comes', async () => {
  const p = await startPipeline(policy);
  await fail(p, 'Sales');
  await p.settle();
  p.clock.advance(9 * SECOND);
  await fail(p, 'Stock');

  await joinedLate(p, triageCalls);
});

it('when it has waited for what Tableau says', async () => {
  const site = { ...policy.sites.get('acme'), pat: { name: 'tabduty', secret: 's' } } as SitePolicy;
  const p = await startPipeline({ ...policy, sites: new Map([['acme', site]]) });
  await fail(p, 'Sales');
  await p.settle();
  p.clock.advance(9 * SECOND);
  await p.settle();
  await fail(p, 'Stock');
  await p.settle();
  p.clock.advance(9 * SECOND);

  await joinedLate(p, labelAlerts);
});

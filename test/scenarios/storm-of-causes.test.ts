/** A thousand failures at once that have three causes: three groups, three messages, few questions to Tableau. */
import { describe, expect, it } from 'vitest';
import { SECOND } from '../../src/domain/time/instant.ts';
import { aRoute } from '../fixtures/policy.ts';
import { companyOf, type Explained, startExplained } from '../harness/explained.ts';

const FAILURES = 1000;
const CAUSES = ['login-failed', 'server-unreachable', 'column-missing'] as const;
const MOST_CALLS = 60;

const routes = [aRoute({ groupBy: ['site', 'cause'], groupWait: 10 * SECOND })];

describe('a storm of a thousand failures with three causes', () => {
  it('of content that the inventory has is three groups and three messages', async () => {
    const here = await startExplained({ usesFetchedLabels: true, routes }, { company: companyOf(FAILURES) });
    await here.syncInventory();

    await storm(here);

    await isThreeMessages(here);
  });

  it('of content that nobody has heard of is three groups and three messages', async () => {
    const here = await startExplained({ usesFetchedLabels: true, routes }, { company: companyOf(FAILURES) });

    await storm(here);

    await isThreeMessages(here);
  });

  it('whose jobs can be seen late is three groups and three messages', async () => {
    const here = await startExplained(
      { usesFetchedLabels: true, routes },
      { company: companyOf(FAILURES), switches: { jobVisibleAfterMs: 8 * SECOND } },
    );
    await here.syncInventory();

    await storm(here);

    await isThreeMessages(here);
  });
});

/** All within five seconds, as a database that goes away makes them; then until the messages are out. */
async function storm(here: Explained): Promise<void> {
  for (let n = 0; n < FAILURES; n++) {
    await here.fail(`Report ${n}`, { reason: CAUSES[n % CAUSES.length] ?? '' });
    if (n % 200 === 199) await second(here);
  }
  for (let seconds = 0; seconds < 40; seconds++) await second(here);
}

async function second({ settle, advance }: Explained): Promise<void> {
  await settle();
  await advance(SECOND);
}

async function isThreeMessages({ p, tableau }: Explained): Promise<void> {
  const calls = tableau.control.calls().length;
  console.log(`${FAILURES} failures: ${p.sent.length} messages, ${calls} calls to Tableau`);
  const groups = await p.store.ask('openGroupHeads', { limit: 100 });
  expect(groups).toHaveLength(CAUSES.length);
  expect(p.sent.map(({ briefing }) => briefing.items.length + briefing.more).sort()).toEqual([333, 333, 334]);
  expect(p.sent.map(({ briefing }) => briefing.kind)).toEqual(['firing', 'firing', 'firing']);
  expect(calls).toBeLessThanOrEqual(MOST_CALLS);
  expect(p.errors).toEqual([]);
}

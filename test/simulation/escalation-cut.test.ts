/** B6: an escalation that is cut by a crash at every half minute: nobody is left out, and nobody is woken twice for a step. */
import { expect, it } from 'vitest';
import { MINUTE, SECOND } from '../../src/domain/time/instant.ts';
import { breachesIn } from './check.ts';
import { openScene } from './script.ts';

const TEXT = `sites: { acme: { server: "https://10ax.online.tableau.com", content_url: acme } }
people:
  ana: { name: Ana, email: ana@acme.com, time_zone: Europe/Lisbon, ways: [{ push: { to: ana } }] }
  ben: { name: Ben, email: ben@acme.com, time_zone: Europe/Lisbon, ways: [{ push: { to: ben } }] }
  olga: { name: Olga, email: olga@acme.com, time_zone: Europe/Lisbon, ways: [{ push: { to: olga } }] }
escalations:
  data:
    steps: [{ at: 0m, tell: [person:ana] }, { at: 5m, tell: [person:ben] }, { at: 10m, tell: [person:olga] }, { at: 15m, tell: [receiver:bosses] }]
receivers:
  ops: [{ board: { to: ops } }]
  bosses: [{ chat: { to: bosses } }]
routes: [{ name: failures, flapping: off, match: { condition: refresh-failed }, tell: ops, page: data, group_wait: 0s }]
`;

const BEGUN = 10 * SECOND;
const CUTS = Array.from({ length: 33 }, (_, n) => n * 30 * SECOND);
const DOWN_FOR = [2 * SECOND, 4 * MINUTE, 12 * MINUTE];

it.each(DOWN_FOR)('for %i ms', { timeout: 120_000 }, async (downFor) => {
  for (const cut of CUTS) {
    const { crash, paged, breaches } = await cutAt(cut, downFor);
    const words = `cut after ${cut / SECOND} s`;

    expect([words, breaches]).toEqual([words, []]);
    // One of them may have been on its way when it ended, which counts as told, or is told again.
    const order = paged.map(({ to }) => to).filter((to, i, all) => all[i - 1] !== to);
    expect([words, order]).toEqual([words, ['ana', 'ben', 'olga', 'bosses']]);
    const wanted = [0, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE];
    for (const [i, due] of wanted.entries()) {
      const at = (paged.find(({ to }) => to === order[i])?.startedAt ?? Infinity) - BEGUN;
      expect([words, at >= due - SECOND]).toEqual([words, true]);
      // After a downtime what is overdue goes out in order, a minute apart.
      const latest = Math.max(due, crash + downFor - BEGUN + i * MINUTE);
      expect([words, order[i], at <= latest + 15 * SECOND]).toEqual([words, order[i], true]);
    }
  }
});

async function cutAt(cut: number, downFor: number) {
  const scene = await openScene(TEXT);
  const { stage, history } = scene;
  stage.after(BEGUN, () => history.tableau.say('Sales', 'Failed', 0));
  // Not before the call is answered: Tableau would say it again, later.
  const crash = BEGUN + SECOND + cut;
  stage.after(crash, () => scene.crash(downFor));
  await stage.runUntil(BEGUN + 35 * MINUTE);
  const paged = history.network.requests.filter(({ to }) => to !== 'ops');
  return { crash, paged, breaches: breachesIn(history) };
}

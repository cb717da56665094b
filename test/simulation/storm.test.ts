/** A storm in simulated time: every call answered, one message and one page a group with the rest counted, and nothing waits. */
import { expect, it } from 'vitest';
import { insert } from '../../src/domain/change.ts';
import { causeOf } from '../../src/domain/sites/cause.ts';
import { takeIn } from '../../src/domain/sites/reason.ts';
import type { Content } from '../../src/domain/tableau-records.ts';
import { MINUTE, SECOND } from '../../src/domain/time/instant.ts';
import { statementOf } from '../../src/storage/write.ts';
import { breachesIn } from './check.ts';
import type { Request } from './network.ts';
import type { Scene } from './scene.ts';
import { openScene } from './script.ts';

/** The whole of it: `STORM=10000 npx vitest run test/simulation/storm.test.ts`. */
const FAILURES = Number(process.env['STORM'] ?? 500);
const PROJECTS = FAILURES / 50;
const LENGTH = FAILURES;
/** The text that Tableau gives for each of them. */
const NOTES = 'Error: Unable to connect to the server "db1.acme.com". Check that the server is running.';

const TEXT = `sites: { acme: { server: "https://10ax.online.tableau.com", content_url: acme, pat: { name: tabduty, secret: "\${env:PAT}" } } }
people:
  ana: { name: Ana, email: ana@acme.com, time_zone: Europe/Lisbon, ways: [{ push: { to: ana } }] }
escalations: { data: { steps: [{ at: 0m, tell: [person:ana] }] } }
receivers:
  channel: { destinations: [{ chat: { to: channel } }], at_most: off }
  desk: { destinations: [{ board: { to: desk } }], at_most: off }
routes:
  - { name: channel, flapping: off, match: { condition: refresh-failed }, tell: channel, group_by: [project], continue: true }
  - { name: desk, flapping: off, match: { condition: refresh-failed }, tell: desk, page: data }
`;

const nameOf = (n: number) => `Extract ${n}`;
const projectOf = (n: number) => `Project ${n % PROJECTS}`;

/** The inventory knows all of it. */
function fillInventory({ history: { disk } }: Scene): void {
  const contents = Array.from(
    { length: FAILURES },
    (_, n): Content => ({
      ...{ id: `acme/datasource/${nameOf(n)}`, source: 'acme', contentType: 'datasource', luid: nameOf(n) },
      ...{
        name: nameOf(n),
        project: projectOf(n),
        owner: [],
        tags: [],
        url: undefined,
        deletedAt: undefined,
      },
    }),
  );
  disk.core.commitGroup([contents.map((row) => statementOf(insert('contents', row)))]);
}

/** Tableau says why, so long after each failure. */
function explainAfter(scene: Scene, wait: number): void {
  const { stage } = scene;
  const ask = async () => {
    const store = scene.running()?.deps.store;
    if (store === undefined) return;
    const at = stage.machineClock().now();
    const { reasons, incarnations, contents } = (
      await store.ask('dueReasons', { at, limit: 2000, exceptSources: [] })
    ).rows;
    const known = reasons.filter(({ occurredAt }) => occurredAt + wait <= at);
    for (const reason of known) {
      const incarnation = incarnations.find(({ id }) => id === reason.id);
      if (incarnation === undefined) continue;
      const content = contents.find(({ luid }) => luid === incarnation.luid);
      const job = { id: `job-${incarnation.luid}`, notes: NOTES, cause: causeOf(NOTES) };
      await store.commit(takeIn(reason, incarnation, { job, content, isAll: true }, at));
    }
  };
  const round = () => {
    void ask();
    stage.after(SECOND, round);
  };
  round();
}

const to = ({ history: { network } }: Scene, place: string) => network.requests.filter((r) => r.to === place);
const isFirst = ({ briefing }: Request) => briefing.kind === 'firing';
const counted = ({ briefing }: Request) => briefing.items.length + briefing.more;

const CASES = [
  // The cause is what they have in common: one group at the desk, and one page.
  { name: 'whose cause is known in time', wait: 2 * SECOND, groups: 1, rings: 1 },
  // A phone rings three times, and once for all the rest.
  { name: 'whose cause is known late', wait: 30 * SECOND, groups: PROJECTS, rings: 4 },
];

it.each(CASES)(
  `${FAILURES} failures on ${PROJECTS} projects $name`,
  { timeout: 600_000 },
  async ({ wait, groups, rings }) => {
    const scene = await openScene(TEXT);
    const { stage, history } = scene;
    fillInventory(scene);
    explainAfter(scene, wait);
    for (let n = 0; n < FAILURES; n++)
      stage.after(SECOND + (n * LENGTH) / FAILURES, () => history.tableau.say(nameOf(n), 'Failed', 0));

    await stage.runUntil(LENGTH + 30 * SECOND);
    expect(history.tableau.said.filter((s) => s.ackedAt === undefined)).toEqual([]);
    expect(to(scene, 'ana')[0]?.takenAt).toBeLessThanOrEqual(LENGTH + 30 * SECOND);
    await stage.runUntil(10 * MINUTE);

    for (const [place, most] of [
      ['channel', PROJECTS],
      ['desk', groups],
      ['ana', rings],
    ] as const) {
      const told = to(scene, place);
      expect([place, told.filter(isFirst).length]).toEqual([place, most]);
      // The rest is counted, in an update where it came too late for the first.
      expect(told.length).toBeLessThanOrEqual(2 * most);
      if (place === 'ana' && rings < groups) continue;
      const last = new Map(told.map((r) => [r.briefing.number, counted(r)]));
      expect([place, [...last.values()].reduce((a, b) => a + b, 0)]).toEqual([place, FAILURES]);
    }
    expect(breachesIn(history)).toEqual([]);
  },
);

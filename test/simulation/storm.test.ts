/** A storm in simulated time: every call answered, one message and one page a group with the rest counted, and nothing waits. */
import { expect, it } from 'vitest';
import { insert } from '../../src/domain/change.ts';
import type { Content } from '../../src/domain/tableau-records.ts';
import { MINUTE, SECOND } from '../../src/domain/time/instant.ts';
import { statementOf } from '../../src/storage/write.ts';
import { breachesIn } from './check.ts';
import type { Request } from './network.ts';
import type { Scene } from './scene.ts';
import { openScene } from './script.ts';

/** All of it in each case: `STORM=10000 npx vitest run test/simulation/storm.test.ts`; or another size. */
const sizeOf = (ordinary: number) => Number(process.env['STORM'] ?? ordinary);
const IN_PROJECT = 50;
/** A thousand in a second. */
const EACH = SECOND / 1000;
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
const projectOf = (n: number, failures: number) => `Project ${n % (failures / IN_PROJECT)}`;

/** The inventory knows all of it. */
function fillInventory({ history: { disk } }: Scene, failures: number): void {
  const contents = Array.from(
    { length: failures },
    (_, n): Content => ({
      ...{ id: `acme/datasource/${nameOf(n)}`, source: 'acme', contentType: 'datasource', luid: nameOf(n) },
      ...{
        name: nameOf(n),
        project: projectOf(n, failures),
        owner: [],
        tags: [],
        url: undefined,
        deletedAt: undefined,
      },
    }),
  );
  disk.core.commitGroup([contents.map((row) => statementOf(insert('contents', row)))]);
}

const to = ({ history: { network } }: Scene, place: string) => network.requests.filter((r) => r.to === place);
const isFirst = ({ briefing }: Request) => briefing.kind === 'firing';
const numberOf = ({ briefing }: Request) => briefing.number;
const counted = ({ briefing }: Request) => briefing.items.length + briefing.more;

const CASES = [
  // The cause is what they have in common: one group at the desk, and one page.
  { failures: sizeOf(10_000), name: 'whose cause is known in time', visibleAfter: 2 * SECOND, rings: 1 },
  // By their projects. A phone rings three times, and once for all the rest.
  { failures: sizeOf(1600), name: 'whose cause is known late', visibleAfter: 30 * SECOND, rings: 4 },
];

it.each(CASES)(
  '$failures failures at once $name',
  { timeout: 600_000 },
  async ({ failures, visibleAfter, rings }) => {
    const projects = failures / IN_PROJECT;
    const length = failures * EACH;
    const scene = await openScene(TEXT, { notes: NOTES, visibleAfter });
    const { stage, history } = scene;
    fillInventory(scene, failures);
    for (let n = 0; n < failures; n++)
      stage.after(SECOND + n * EACH, () => history.tableau.say(nameOf(n), 'Failed', 0));

    await stage.runUntil(length + 30 * SECOND);
    expect(history.tableau.said.filter((s) => s.ackedAt === undefined)).toEqual([]);
    expect(to(scene, 'ana')[0]?.takenAt).toBeLessThanOrEqual(length + 30 * SECOND);
    await stage.runUntil(10 * MINUTE);

    const firsts = (place: string) => to(scene, place).filter(isFirst).map(numberOf);
    expect(new Set(firsts('channel')).size).toBe(projects);
    const atTheDesk = new Set(firsts('desk')).size;
    // What came too late for its first message and is not told before its cause is known is one group more.
    const isLate = visibleAfter > 5 * SECOND;
    expect(isLate ? [projects, projects + 1] : [1]).toContain(atTheDesk);
    expect(to(scene, 'ana').map(({ briefing }) => briefing.kind)).toEqual(Array(rings).fill('firing'));
    for (const place of ['channel', 'desk']) {
      const told = to(scene, place);
      const groups = new Set(firsts(place)).size;
      expect([place, firsts(place).length]).toEqual([place, groups]);
      // The rest is counted, in an update where it came too late for the first.
      expect(told.length).toBeLessThanOrEqual(2 * groups);
      const last = new Map(told.map((r) => [numberOf(r), counted(r)]));
      expect([place, [...last.values()].reduce((a, b) => a + b, 0)]).toEqual([place, failures]);
    }
    expect(breachesIn(history)).toEqual([]);
  },
);

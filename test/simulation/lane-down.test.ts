/** Teams is down for six hours of a bad night, beside a way out that works: what each hears, and when. */
import { expect, it } from 'vitest';
import { MOST_FALLEN_BACK } from '../../src/app/pipeline/fall-back.ts';
import { KEPT_BACK } from '../../src/domain/delivery/outage.ts';
import { HOUR, MINUTE, SECOND } from '../../src/domain/time/instant.ts';
import { teams } from '../../src/destinations/teams.ts';
import { breachesIn } from './check.ts';
import type { Request } from './network.ts';
import type { Scene } from './scene.ts';
import { openScene, percentile } from './script.ts';

/** All of them: `OUTAGE=5000 npx vitest run test/simulation/lane-down.test.ts`. */
const FAILURES = Number(process.env['OUTAGE'] ?? 200);
const RECOVERIES = FAILURES * 0.8;
const CRITICAL = 3;
const DOWN_AT = MINUTE;
const BACK_AT = DOWN_AT + 6 * HOUR;

const TEXT = `sites: { acme: { server: "https://10ax.online.tableau.com", content_url: acme } }
labels: [{ match: { name: "*critical" }, set: { severity: critical } }]
receivers:
  bi: { destinations: [{ teams: { to: bi } }], fallback: spare }
  desk: { destinations: [{ HEALTHY: { to: desk } }], at_most: off }
  spare: [{ board: { to: spare } }]
routes:
  - { name: bi, flapping: off, match: { condition: refresh-failed }, tell: bi, group_by: [name], group_wait: 0s, continue: true }
  - { name: desk, flapping: off, match: { condition: refresh-failed }, tell: desk, group_by: [name], group_wait: 0s }
`;

type Night = {
  readonly name: string;
  readonly healthy: 'slack' | 'board';
  /** Over so long the failures come, and the recoveries. */
  readonly over: number;
  readonly crashesAt?: readonly number[];
};

const NIGHTS: readonly Night[] = [
  { name: 'failures all night', healthy: 'slack', over: 5.5 * HOUR },
  {
    name: 'failures early in the night',
    healthy: 'board',
    over: Math.min(5.5 * HOUR, FAILURES * 4 * SECOND),
  },
  {
    name: 'crashes in the outage, and when it is over',
    healthy: 'slack',
    over: 5.5 * HOUR,
    crashesAt: [HOUR, BACK_AT - MINUTE, BACK_AT + 5 * MINUTE + 1500, BACK_AT + 6 * MINUTE],
  },
];

/** The last fifth stays open, the three critical ones among them. */
const nameOf = (n: number) => `Extract ${n}${n >= FAILURES - CRITICAL ? ' critical' : ''}`;

function plan({ stage, history: { tableau, network } }: Scene, { over }: Night): void {
  const step = over / (FAILURES + RECOVERIES);
  const at = (place: number, run: () => void) => stage.after(DOWN_AT + place * step, run);
  stage.after(DOWN_AT, () => network.weather.set('teams:bi', 'busy'));
  stage.after(BACK_AT, () => network.weather.delete('teams:bi'));
  for (let n = 0; n < FAILURES; n++)
    at(n + Math.min(n, RECOVERIES) / 2, () => tableau.say(nameOf(n), 'Failed', 0));
  for (let n = 0; n < RECOVERIES; n++)
    at(FAILURES * 0.9 + n * 1.1, () => tableau.say(nameOf(n), 'Succeeded', 0));
}

const to = ({ history: { network } }: Scene, place: string) => network.requests.filter((r) => r.to === place);

it.each(NIGHTS)(
  '$name: few probes, one digest and the worst of what is open, and nobody else feels it',
  { timeout: 600_000 },
  async (night) => {
    const scene = await openScene(TEXT.replace('HEALTHY', night.healthy));
    plan(scene, night);
    for (const at of night.crashesAt ?? []) scene.stage.after(at, () => scene.crash(2 * SECOND));
    await scene.stage.runUntil(BACK_AT + HOUR);

    const during = to(scene, 'bi').filter((r) => r.startedAt < BACK_AT);
    expect(during.length).toBeLessThanOrEqual(80);
    expect(percentile(waitsOf(scene, 'desk'), 0.99)).toBeLessThanOrEqual(5 * SECOND);
    expect(to(scene, 'spare').filter(isCard)).toHaveLength(MOST_FALLEN_BACK);
    // One word about the rest, and the ends of what it was told.
    const others = to(scene, 'spare').filter((r) => !isCard(r));
    expect(others.filter(({ briefing }) => briefing.kind === 'notice')).toHaveLength(1);
    expect(others.length).toBeLessThanOrEqual(1 + MOST_FALLEN_BACK);

    const cards = to(scene, 'bi').filter((r) => r.startedAt >= BACK_AT);
    expect(cards[0]?.takenAt).toBeLessThanOrEqual(BACK_AT + 6 * MINUTE);
    expect(cards.length).toBeLessThanOrEqual(20);
    expect(withinWindows(to(scene, 'bi'))).toBe(true);
    isOneDigestAndWhatIsOpen(cards);
    expect(breachesIn(scene.history)).toEqual([]);
  },
);

/** Between the claim, which counts, and the request lies a commit. */
const COMMIT = 50;

const isCard = ({ briefing }: Request) => briefing.kind === 'firing';
const namesIn = ({ briefing }: Request) => briefing.items.map(({ name }) => name.untrusted);

/** The probe that found it working, then the digest and at most so many beside it: the critical ones and the oldest. */
function isOneDigestAndWhatIsOpen(cards: readonly Request[]): void {
  const digests = cards.filter(({ briefing }) => briefing.kind === 'digest');
  const singles = cards.filter(isCard);
  expect([digests.length, singles.length]).toEqual([1, 1 + KEPT_BACK]);
  expect(cards).toHaveLength(2 + KEPT_BACK);
  const [digest] = digests as [Request];
  expect(singles.filter((r) => r.startedAt < digest.startedAt - COMMIT)).toHaveLength(1);

  const told = singles.flatMap(namesIn);
  const open = Array.from({ length: FAILURES - RECOVERIES }, (_, n) => nameOf(RECOVERIES + n));
  expect(new Set(told).size).toBe(told.length);
  for (const name of told) expect(open).toContain(name);
  for (let n = 1; n <= CRITICAL; n++) expect(told).toContain(nameOf(FAILURES - n));

  const count = (title: string) =>
    Number(digest.briefing.facts.find((fact) => fact.title === title)?.value ?? 0);
  expect(count('Over before they could be told') + count('Recovered')).toBe(RECOVERIES);
  expect(count('Told one by one after this')).toBe(KEPT_BACK);
  expect(count('Still open, told here only')).toBe(open.length - told.length);
  const { items, more } = digest.briefing;
  expect(items.length + more).toBe(open.length - told.length);
}

function withinWindows(requests: readonly Request[]): boolean {
  return teams.limits.every(({ count, per }) =>
    requests.every(
      (r, i) => i < count || r.startedAt - (requests[i - count] as Request).startedAt >= per - COMMIT,
    ),
  );
}

/** From the answer to Tableau until the receiver took the first message about it. */
function waitsOf(scene: Scene, place: string): readonly number[] {
  const heard = new Map<string, number>();
  for (const { briefing, takenAt = Infinity } of to(scene, place))
    for (const { name, state } of briefing.items) {
      const words = `${name.untrusted} ${state}`;
      heard.set(words, Math.min(takenAt, heard.get(words) ?? Infinity));
    }
  return scene.history.tableau.said.map(({ item, outcome, ackedAt = Infinity }) => {
    const words = `${item} ${outcome === 'Failed' ? 'firing' : 'resolved'}`;
    return (heard.get(words) ?? Infinity) - ackedAt;
  });
}

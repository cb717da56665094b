/** Teams is down for six hours of a bad night, beside a way out that works: what each hears, and when. */
import { expect, it } from 'vitest';
import { MOST_FALLEN_BACK } from '../../src/app/pipeline/fall-back.ts';
import { KEPT_BACK } from '../../src/domain/delivery/outage.ts';
import { HOUR, MINUTE, SECOND } from '../../src/domain/time/instant.ts';
import { slack } from '../../src/destinations/slack.ts';
import { teams } from '../../src/destinations/teams.ts';
import { breachesIn } from './check.ts';
import type { RateWindow } from '../../src/domain/delivery/lane.ts';
import type { Request } from './network.ts';
import type { Scene } from './scene.ts';
import { openScene, percentile } from './script.ts';
import type { Said } from './tableau.ts';

/** What is asked for (R11 of the promises): so many failures, of which four fifths recover. */
const ALL = 5000;
/** Of the other nights; as large: `OUTAGE=5000 npx vitest run test/simulation/lane-down.test.ts`. */
const SOME = Number(process.env['OUTAGE'] ?? 200);
const recoveriesOf = (failures: number) => failures * 0.8;
const CRITICAL = 3;
const DOWN_AT = MINUTE;
const BACK_AT = DOWN_AT + 6 * HOUR;

/** Slack takes one message a second, and in a minute no more than half of that. */
const TEXT = `sites: { acme: { server: "https://10ax.online.tableau.com", content_url: acme } }
labels: [{ match: { name: "*critical" }, set: { severity: critical } }]
receivers:
  bi: { destinations: [{ teams: { to: bi } }], fallback: spare }
  desk: { destinations: [{ slack: { to: desk } }, { board: { to: wall } }], at_most: off }
  spare: [{ board: { to: spare } }]
routes:
  - { name: bi, flapping: off, match: { condition: refresh-failed }, tell: bi, group_by: [name], group_wait: 0s, continue: true }
  - { name: desk, flapping: off, match: { condition: refresh-failed }, tell: desk, group_by: [name], group_wait: 0s }
`;

type Happening = { readonly at: number; readonly n: number; readonly outcome: 'Failed' | 'Succeeded' };

type Night = {
  readonly name: string;
  /** No more at any time than a Slack channel takes. */
  readonly isForSlack: boolean;
  readonly failures: number;
  readonly plan: (failures: number) => readonly Happening[];
  readonly crashesAt?: readonly number[];
};

/** One failure or recovery after the other, at a pace at which each can be a message of its own. */
function evenly(failures: number): readonly Happening[] {
  const order: Omit<Happening, 'at'>[] = [];
  const later = failures / 4;
  for (let n = 0; n < failures + later; n++) {
    if (n < failures) order.push({ n, outcome: 'Failed' });
    if (n >= later && n - later < recoveriesOf(failures)) order.push({ n: n - later, outcome: 'Succeeded' });
  }
  return order.map((one, i) => ({ ...one, at: (i * 5.5 * HOUR) / order.length }));
}

/** While many fail others recover: for an hour and a half (of 5,000) it is half as much again as Slack takes. */
function inARush(failures: number): readonly Happening[] {
  const recoveries = recoveriesOf(failures);
  const over = Math.min(5.5 * HOUR, failures * 4 * SECOND);
  const at = (place: number) => (place * over) / (failures + recoveries);
  const failed = (n: number): Happening => ({
    ...{ n, outcome: 'Failed', at: at(n + Math.min(n, recoveries) / 2) },
  });
  const succeeded = (n: number): Happening => ({
    ...{ n, outcome: 'Succeeded', at: at(failures * 0.9 + n * 1.1) },
  });
  return [...count(failures).map(failed), ...count(recoveries).map(succeeded)];
}

const NIGHTS: readonly Night[] = [
  { name: 'failures all night', isForSlack: true, failures: ALL, plan: evenly },
  { name: 'more at once than Slack takes', isForSlack: false, failures: SOME, plan: inARush },
  {
    name: 'crashes in the outage, and when it is over',
    isForSlack: true,
    failures: SOME,
    plan: evenly,
    crashesAt: [HOUR, BACK_AT - MINUTE, BACK_AT + 5 * MINUTE + 1500, BACK_AT + 6 * MINUTE],
  },
];

function count(to: number): readonly number[] {
  return Array.from({ length: to }, (_, n) => n);
}

/** The last fifth stays open, the three critical ones among them. */
const nameOf = (n: number, failures: number) => `Extract ${n}${n >= failures - CRITICAL ? ' critical' : ''}`;

function plan({ stage, history: { tableau, network } }: Scene, { failures, plan }: Night): void {
  stage.after(DOWN_AT, () => network.weather.set('teams:bi', 'busy'));
  stage.after(BACK_AT, () => network.weather.delete('teams:bi'));
  for (const { at, n, outcome } of plan(failures))
    stage.after(DOWN_AT + at, () => tableau.say(nameOf(n, failures), outcome, 0));
}

const to = ({ history: { network } }: Scene, place: string) => network.requests.filter((r) => r.to === place);

it.each(NIGHTS)(
  '$name: few probes, one digest and the worst of what is open, and nobody else feels it',
  { timeout: 600_000 },
  async (night) => {
    const scene = await openScene(TEXT);
    plan(scene, night);
    for (const at of night.crashesAt ?? []) scene.stage.after(at, () => scene.crash(2 * SECOND));
    await scene.stage.runUntil(BACK_AT + HOUR);

    const during = to(scene, 'bi').filter((r) => r.startedAt < BACK_AT);
    expect(during.length).toBeLessThanOrEqual(80);
    expect(percentile(waitsOf(scene, 'wall'), 0.99)).toBeLessThanOrEqual(5 * SECOND);
    // Nobody can be quicker than Slack's limits; whatever they allow for, it is no later than that.
    expect(scene.history.tableau.said.filter((s) => s.ackedAt === undefined)).toEqual([]);
    const least = leastWaits(scene.history.tableau.said, slack.limits);
    const beyond = waitsOf(scene, 'desk').map((wait, i) => wait - (least[i] as number));
    expect(percentile(beyond, 0.99)).toBeLessThanOrEqual(5 * SECOND);
    if (night.isForSlack) expect(percentile(waitsOf(scene, 'desk'), 0.99)).toBeLessThanOrEqual(5 * SECOND);
    else expect(percentile(least, 0.99)).toBeGreaterThan(MINUTE);
    expect(to(scene, 'spare').filter(isCard)).toHaveLength(MOST_FALLEN_BACK);
    // One word about the rest, and the ends of what it was told.
    const others = to(scene, 'spare').filter((r) => !isCard(r));
    expect(others.filter(({ briefing }) => briefing.kind === 'notice')).toHaveLength(1);
    expect(others.length).toBeLessThanOrEqual(1 + MOST_FALLEN_BACK);

    const cards = to(scene, 'bi').filter((r) => r.startedAt >= BACK_AT);
    expect(cards[0]?.takenAt).toBeLessThanOrEqual(BACK_AT + 6 * MINUTE);
    expect(cards.length).toBeLessThanOrEqual(20);
    expect(withinWindows(to(scene, 'bi'), teams.limits)).toBe(true);
    expect(withinWindows(to(scene, 'desk'), slack.limits)).toBe(true);
    isOneDigestAndWhatIsOpen(cards, night.failures);
    expect(breachesIn(scene.history)).toEqual([]);
  },
);

/** Between the claim, which counts, and the request lie its commit and those before it in the queue, of 20 ms at most. */
const COMMIT = 5 * 20;

const isCard = ({ briefing }: Request) => briefing.kind === 'firing';
const namesIn = ({ briefing }: Request) => briefing.items.map(({ name }) => name.untrusted);

/** The probe that found it working, then the digest and at most so many beside it: the critical ones and the oldest. */
function isOneDigestAndWhatIsOpen(cards: readonly Request[], failures: number): void {
  const recoveries = recoveriesOf(failures);
  const digests = cards.filter(({ briefing }) => briefing.kind === 'digest');
  const singles = cards.filter(isCard);
  expect([digests.length, singles.length]).toEqual([1, 1 + KEPT_BACK]);
  expect(cards).toHaveLength(2 + KEPT_BACK);
  const [digest] = digests as [Request];
  expect(singles.filter((r) => r.startedAt < digest.startedAt - COMMIT)).toHaveLength(1);

  const told = singles.flatMap(namesIn);
  const open = count(failures - recoveries).map((n) => nameOf(recoveries + n, failures));
  expect(new Set(told).size).toBe(told.length);
  for (const name of told) expect(open).toContain(name);
  for (let n = 1; n <= CRITICAL; n++) expect(told).toContain(nameOf(failures - n, failures));

  const said = (title: string) =>
    Number(digest.briefing.facts.find((fact) => fact.title === title)?.value ?? 0);
  expect(said('Over before they could be told') + said('Recovered')).toBe(recoveries);
  expect(said('Told one by one after this')).toBe(KEPT_BACK);
  expect(said('Still open, told here only')).toBe(open.length - told.length);
  const { items, more } = digest.briefing;
  expect(items.length + more).toBe(open.length - told.length);
}

function withinWindows(requests: readonly Request[], windows: readonly RateWindow[]): boolean {
  return windows.every(({ count, per }) =>
    requests.every(
      (r, i) => i < count || r.startedAt - (requests[i - count] as Request).startedAt >= per - COMMIT,
    ),
  );
}

/** Of an ideal sender that takes them in turn, each at the first moment that the windows allow. */
function leastWaits(said: readonly Said[], windows: readonly RateWindow[]): readonly number[] {
  const sent: number[] = [];
  const waits = new Map<Said, number>();
  for (const one of said.toSorted((a, b) => (a.ackedAt ?? Infinity) - (b.ackedAt ?? Infinity))) {
    const { ackedAt = Infinity } = one;
    const free = windows.map(({ count, per }) => (sent[sent.length - count] ?? -Infinity) + per);
    const at = Math.max(ackedAt, ...free);
    sent.push(at);
    waits.set(one, at - ackedAt);
  }
  return said.map((one) => waits.get(one) ?? Infinity);
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

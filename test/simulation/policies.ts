/**
 * The configurations that a simulated team changes between, from their text, as everywhere. What flaps is held for
 * hours by default, longer than a history lasts: it is off, or short.
 */
import { checkConfig, formatFault } from '../../src/config/check.ts';
import type { DestinationRegistry } from '../../src/app/ports/destination.ts';
import type { Policy } from '../../src/domain/policy.ts';
import { checkDeps } from '../fixtures/config.ts';

const PEOPLE = `sites: { acme: { server: "https://10ax.online.tableau.com", content_url: acme } }
people:
  ana: { name: Ana, email: ana@acme.com, time_zone: Europe/Lisbon, ways: [{ push: { to: ana } }] }
  ben: { name: Ben, email: ben@acme.com, time_zone: Europe/Lisbon, ways: [{ push: { to: ben } }, { chat: { to: ben-sms }, after: 2m }] }
  olga: { name: Olga, email: olga@acme.com, time_zone: Europe/Lisbon, ways: [{ push: { to: olga } }] }
schedules:
  data: { time_zone: Europe/Paris, daily: [ana, ben], handoff: "14:10", from: 2026-09-01 }
operators: [receiver:bosses]
`;

const STEPS = `escalations:
  data:
    steps:
      - { at: 0m, tell: [schedule:data] }
      - { at: 2m, tell: [person:ben] }
      - { at: 4m, tell: [person:olga] }
      - { at: 6m, tell: [receiver:bosses] }
`;

const RECEIVERS = `receivers:
  ops: { destinations: [{ chat: { to: ops } }, { board: { to: wall } }], fallback: spare }
  bosses: [{ chat: { to: bosses } }]
  spare: [{ board: { to: spare } }]
  letters: [{ board: { to: letters } }]
`;

/** Collected until a time that comes in a history, and in the night of the change to winter time twice. */
const daily = (at: string) =>
  `  - { name: daily, flapping: off, match: { condition: refresh-failed, name: "*3" }, tell: letters, digest: { at: "${at}", days: daily, time_zone: Europe/Paris }, group_by: [name], continue: true }
`;

const TEXTS: readonly string[] = [
  `${PEOPLE}${STEPS}${RECEIVERS}routes:
${daily('14:04')}  - { name: each, match: { condition: refresh-failed, name: "*1" }, tell: ops, flapping: { changes: 3, within: 10m, stable_for: 2m }, group_by: [name], group_wait: 0s }
  - { name: failures, flapping: off, match: { condition: refresh-failed }, tell: ops, page: data, group_by: [site], group_wait: 10s, group_interval: 1m }
`,
  // The second route waits for two failures in a row, and successes of one content are told.
  `${PEOPLE}${STEPS}${RECEIVERS}routes:
  - { name: failures, flapping: off, match: { condition: refresh-failed, name: ["*1", "*2"] }, tell: ops, page: data, group_by: [name], group_wait: 0s }
  - { name: often, flapping: off, match: { condition: refresh-failed }, tell: bosses, after_failures: 2, group_by: [site], group_wait: 0s, group_interval: 1m }
  - { name: done, match: { event: refresh-succeeded, name: "*3" }, tell: spare, group_by: [name], group_wait: 0s }
`,
  // Renamed receiver and route, other steps, everybody is told of everything and paged.
  `${PEOPLE}escalations:
  data:
    steps: [{ at: 0m, tell: [person:olga] }, { at: 3m, tell: [schedule:data, receiver:bosses] }]
    rounds: 2
    round_every: 10m
${RECEIVERS.replace('  ops:', '  desk:')}routes:
${daily('14:06')}  - { name: all, flapping: off, match: { condition: refresh-failed }, tell: desk, page: data, group_by: [site], group_wait: 5s, group_interval: 2m, continue: true }
  - { name: chiefs, flapping: off, match: { condition: refresh-failed, name: "*2" }, tell: bosses, group_by: [name], group_wait: 0s }
`,
];

/** `autumn`: with the times of the day of the night in which winter time begins. */
export async function simulatedPolicies(
  registry: DestinationRegistry,
  autumn: boolean,
): Promise<readonly Policy[]> {
  const texts = autumn ? TEXTS.map((text) => text.replaceAll('"14:0', '"02:3')) : TEXTS;
  return Promise.all(
    texts.map(async (text, i) => {
      const check = await checkConfig(text, checkDeps({ registry, revision: i + 1 }));
      if (!check.ok) throw new Error(check.faults.map((f) => formatFault('simulated', f)).join('\n'));
      return check.policy;
    }),
  );
}

/** A storm on the real service: every call answered, one message for each group, one page, one acknowledge, bounded memory. */
import { expect, it } from 'vitest';
import { ask, isPage, storm } from '../harness/storm.ts';

/**
 * The whole storm by hand: `STORM=10000 npx vitest run test/scenarios/storm.test.ts`. `STORM_BY=site` is one group of all for
 * the channel, `STORM_BY=name` a message each.
 */
const FAILURES = Number(process.env['STORM'] ?? 2000);
const GROUP_BY = (process.env['STORM_BY'] ?? 'project') as 'site' | 'project' | 'name';
const PROJECTS = Math.max(1, FAILURES / 50);
const GROUPS = { site: 1, project: PROJECTS, name: FAILURES }[GROUP_BY];
const SECONDS = Math.max(1, FAILURES / 1000);
/** Measured 312 MB at 2,000 and 400 MB at 10,000, in a checkout, where Node also holds the sources. */
const MOST_MB = FAILURES > 2000 ? 512 : 390;

type Alert = { readonly id: string; readonly number: number };
type Message = { readonly type: string };

it(`${FAILURES} failures on ${PROJECTS} projects in ${SECONDS} s are one message a project, one page and one acknowledge`, {
  timeout: 60_000 + FAILURES * 60,
}, async () => {
  const size = { failures: FAILURES, projects: PROJECTS, seconds: SECONDS, groupBy: GROUP_BY };
  const { program, sink, ...figures } = await storm(size);
  const { statuses, p99Ms, postedIn, emptyAfter, pagedAfter, slowestListMs, peakMb } = figures;
  console.log(
    `${FAILURES} calls in ${postedIn.toFixed(1)} s: ${JSON.stringify([...statuses])}, p99 ${p99Ms.toFixed(0)} ms; page after ` +
      `${pagedAfter.toFixed(1)} s, nothing waits after ${emptyAfter.toFixed(1)} s; slowest list ${slowestListMs.toFixed(0)} ms, ` +
      `messages ${JSON.stringify(countBy(sink.requests.map(({ url }) => url)))}, at most ${peakMb?.toFixed(0)} MB`,
  );
  const firstOnes = (path: string) =>
    sink.requests
      .filter(({ url }) => url === path)
      .map(({ body }) => JSON.parse(body.toString()) as Message)
      .filter(({ type }) => type === 'alert.firing');

  expect(statuses).toEqual(new Map([[200, FAILURES]]));
  // What a busy machine brings later is counted in an update.
  expect(firstOnes('/channel')).toHaveLength(GROUPS);
  expect(sink.count()).toBeLessThanOrEqual(4 * (GROUPS + 1) + 1);
  expect(firstOnes('/desk')).toHaveLength(1);
  expect(sink.requests.filter(isPage)).toHaveLength(1);
  expect(pagedAfter).toBeLessThan(SECONDS + 30);
  if (peakMb !== undefined) expect(peakMb).toBeLessThan(MOST_MB);

  const { items } = await ask<{ items: Alert[] }>(program, '/alerts?limit=1');
  await ask(program, `/alerts/${items[0]?.number}/acknowledge`, { method: 'POST', body: '{"as":"ana"}' });
  const { story } = await ask<{ story: { text: string }[] }>(program, `/alerts/${items[0]?.number}`);
  expect(story.map(({ text }) => text)).toContainEqual(
    expect.stringMatching(new RegExp(`^acknowledged: Ana by .* has the ${FAILURES} that fail`)),
  );
  expect(sink.requests.filter(isPage)).toHaveLength(1);
});

function countBy(urls: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const url of urls) counts[url] = (counts[url] ?? 0) + 1;
  return counts;
}

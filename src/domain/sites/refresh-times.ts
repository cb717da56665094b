/** How long refreshes took: what is kept of the last ones of each content, what is usual, and which were the slowest. */
import type { BriefingFact } from '../briefing/briefing.ts';
import { untrusted } from '../briefing/untrusted.ts';
import { labelsOf } from '../events/event-labels.ts';
import type { Policy } from '../policy.ts';
import { labelsWith } from '../routing/known-labels.ts';
import { groupsFor } from '../routing/routing.ts';
import type { Content, RefreshRun, RefreshTimes } from '../tableau-records.ts';
import { durationText, type Instant, type Millis } from '../time/instant.ts';

/** A day of one that runs each hour. */
const MOST_RUNS = 25;
/** Fewer others say nothing of what is usual. */
const LEAST_RUNS = 3;
/** As many as a person reads. */
const MOST_SLOW = 5;

/** Tableau's list of jobs has names and no ids. */
export function refreshTimesId(source: string, name: string): string {
  return `${source}/${name}`;
}

/** `undefined`: none of them is new. Jobs are read again and again, so that one no later than the last is known already. */
export function withRuns(
  before: RefreshTimes | undefined,
  of: { readonly source: string; readonly name: string },
  runs: readonly RefreshRun[],
): RefreshTimes | undefined {
  const fresh = runs.filter(([endedAt]) => endedAt > (before?.endedAt ?? -Infinity));
  const all = [...(before?.runs ?? []), ...fresh.toSorted(([a], [b]) => a - b)];
  const last = all.at(-1);
  if (fresh.length === 0 || last === undefined) return undefined;
  const { source, name } = of;
  return { id: refreshTimesId(source, name), source, name, endedAt: last[0], runs: all.slice(-MOST_RUNS) };
}

/** The median of the others. */
export function usualBeside(run: RefreshRun, { runs }: Pick<RefreshTimes, 'runs'>): Millis | undefined {
  const others = runs.filter((r) => r !== run).map(([, length]) => length);
  if (others.length < LEAST_RUNS) return undefined;
  return others.toSorted((a, b) => a - b)[Math.floor(others.length / 2)];
}

/** "42 min (usually 12 min)" */
export function lengthText(run: RefreshRun, times: Pick<RefreshTimes, 'runs'>): string {
  const usual = usualBeside(run, times);
  return `${durationText(run[1])}${usual === undefined ? '' : ` (usually ${durationText(usual)})`}`;
}

export type KnownTimes = { readonly times: RefreshTimes; readonly content: Content };

/** The slowest since then of what these routes would tell of if it failed. Without any there is nothing to say. */
export function slowestFacts(
  policy: Policy,
  routeIds: ReadonlySet<string>,
  found: readonly KnownTimes[],
  since: Instant,
): readonly BriefingFact[] {
  const slow = found.flatMap(({ times, content }) => {
    const own = times.runs.filter(([endedAt]) => endedAt >= since);
    const longest = own.toSorted(([, a], [, b]) => b - a)[0];
    return longest === undefined || !isTakenBy(policy, routeIds, content)
      ? []
      : [{ length: longest[1], text: `${shortName(content.name)} ${lengthText(longest, times)}` }];
  });
  if (slow.length === 0) return [];
  const shown = slow.toSorted((a, b) => b.length - a.length).slice(0, MOST_SLOW);
  return [{ title: 'Slowest refreshes', value: untrusted(shown.map(({ text }) => text).join('; ')) }];
}

/** Five of them are one line of a card. */
const LONGEST_NAME = 60;

function shortName(name: string): string {
  return name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1).toWellFormed()}…` : name;
}

function isTakenBy(policy: Policy, routeIds: ReadonlySet<string>, content: Content): boolean {
  const { source, contentType, luid, name } = content;
  const condition = 'refresh-failed';
  const said = labelsOf({ source, event: condition, contentType, name }, condition);
  const subject = { kind: 'alert', source, condition, luid, name } as const;
  return groupsFor(policy, { ...subject, labels: labelsWith(said, content, undefined) }).some(({ routeId }) =>
    routeIds.has(routeId),
  );
}

/** Quiet times: recurring ranges of the configuration that a route names. */
import type { Quiet } from '../quiet-records.ts';
import { nextEdge, rangeCovers } from '../time/civil-range.ts';
import { earliest } from '../time/instant.ts';
import type { Judged } from './rule.ts';

type Looked = {
  readonly settings: Pick<Judged['settings'], 'quiet'>;
  readonly now: Pick<Judged['now'], 'at' | 'policy'>;
};

/** By circumstances: all members of a group are judged by the same ones, and calendars are slow to ask. */
const known = new WeakMap<Looked['now'], Map<string, Quiet | undefined>>();

export function inQuietTime({ settings, now }: Looked): Quiet | undefined {
  for (const name of settings.quiet) {
    const quiet = quietTime(name, now);
    if (quiet !== undefined) return quiet;
  }
  return undefined;
}

function quietTime(name: string, now: Looked['now']): Quiet | undefined {
  const asked = known.get(now) ?? new Map<string, Quiet | undefined>();
  if (asked.has(name)) return asked.get(name);
  const ranges = now.policy.quietTimes.get(name) ?? [];
  const quiet: Quiet | undefined = ranges.some((range) => rangeCovers(range, now.at))
    ? {
        rule: 'quiet-time',
        reason: `quiet time ${name}`,
        until: earliest(ranges.map((range) => nextEdge(range, now.at))),
      }
    : undefined;
  known.set(now, asked.set(name, quiet));
  return quiet;
}

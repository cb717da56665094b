/** Quiet times: recurring ranges of the configuration that a route names. */
import { nextEdge, rangeCovers } from '../civil-range.ts';
import { earliest } from '../instant.ts';
import type { Judged, Quiet } from './rule.ts';

type Looked = {
  readonly settings: Pick<Judged['settings'], 'quiet'>;
  readonly now: Pick<Judged['now'], 'at' | 'policy'>;
};

export function inQuietTime({ settings, now }: Looked): Quiet | undefined {
  for (const name of settings.quiet) {
    const ranges = now.policy.quietTimes.get(name) ?? [];
    if (!ranges.some((range) => rangeCovers(range, now.at))) continue;
    return {
      rule: 'quiet-time',
      reason: `quiet time ${name}`,
      until: earliest(ranges.map((range) => nextEdge(range, now.at))),
    };
  }
  return undefined;
}

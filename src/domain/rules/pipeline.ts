/** All reasons to stay quiet, in their order; the first that holds decides, and the others are said beside it. */
import type { Quiet } from '../quiet-records.ts';
import { afterFailures } from './after-failures.ts';
import { flapping } from './flapping.ts';
import { inhibited } from './inhibition.ts';
import { inQuietTime } from './quiet-time.ts';
import type { Judged, Rule } from './rule.ts';
import { rerunFirst } from './rerun-first.ts';
import { silenced } from './silence.ts';

const RULES: readonly Rule[] = [inhibited, inQuietTime, silenced, afterFailures, flapping, rerunFirst];

/** Whoever ends one of several reasons must know that it is still quiet, and why. */
export function quietOf(judged: Judged): Quiet | undefined {
  const [first, ...others] = RULES.flatMap((rule) => rule(judged) ?? []);
  if (first === undefined || others.length === 0) return first;
  return { ...first, reason: [first.reason, ...others.map(({ reason }) => `also ${reason}`)].join('; ') };
}

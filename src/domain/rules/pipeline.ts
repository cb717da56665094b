/** All reasons to stay quiet, in their order; the first that holds is the one that is said. */
import type { Quiet } from '../quiet-records.ts';
import { afterFailures } from './after-failures.ts';
import { flapping } from './flapping.ts';
import { inhibited } from './inhibition.ts';
import { inQuietTime } from './quiet-time.ts';
import type { Judged, Rule } from './rule.ts';
import { rerunFirst } from './rerun-first.ts';
import { silenced } from './silence.ts';

const RULES: readonly Rule[] = [inhibited, inQuietTime, silenced, afterFailures, flapping, rerunFirst];

export function quietOf(judged: Judged): Quiet | undefined {
  for (const rule of RULES) {
    const quiet = rule(judged);
    if (quiet !== undefined) return quiet;
  }
  return undefined;
}

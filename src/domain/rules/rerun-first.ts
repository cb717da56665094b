/** `rerun_first`: a failure that may mend itself is run again, and told of only if that fails too or takes too long. */
import { outcomeBy } from '../sites/rerun.ts';
import type { Rule } from './rule.ts';

export const rerunFirst: Rule = ({ incarnation, rerun, now }) => {
  if (rerun?.holdsUntil === undefined) return undefined;
  // Its alert ends by the event of that success, which may come late or not at all.
  if (rerun.outcome === 'succeeded' && incarnation.lastAt <= rerun.failedAt)
    return { rule: 'rerun-first', reason: 'it was run again and succeeded (rerun_first)' };
  if (now.at >= rerun.holdsUntil || (rerun.outcome ?? outcomeBy(rerun, incarnation)) !== undefined)
    return undefined;
  return { rule: 'rerun-first', reason: 'it is run again first (rerun_first)', until: rerun.holdsUntil };
};

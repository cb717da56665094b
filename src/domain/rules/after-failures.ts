/** `after_failures`: an alert is told of from its n-th failure in a row. */
import type { Rule } from './rule.ts';

export const afterFailures: Rule = ({ incarnation, settings }) => {
  const { afterFailures: least } = settings;
  if (incarnation.streak >= least) return undefined;
  return {
    rule: 'after-failures',
    reason: `it failed ${incarnation.streak} of ${least} times in a row (after_failures)`,
  };
};

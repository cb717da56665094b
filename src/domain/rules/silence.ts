/** Silences: quiet as long as one that fits is active. */
import { isoOf } from '../instant.ts';
import { matches } from '../route.ts';
import { silenceState } from '../silence.ts';
import type { Rule } from './rule.ts';

export const silenced: Rule = ({ incarnation, now }) => {
  const fitting = now.silences.filter(
    (s) =>
      silenceState(s, now.at) === 'active' && matches({ match: s.tests, except: [] }, incarnation.labels),
  );
  // The one that ends last says when there is something to look at again.
  const last = fitting.reduce<(typeof fitting)[number] | undefined>(
    (a, b) => (a === undefined || b.until > a.until ? b : a),
    undefined,
  );
  if (last === undefined) return undefined;
  return {
    rule: 'silence',
    reason: `silenced by ${last.author} until ${isoOf(last.until)}: ${last.reason}`,
    until: last.until,
  };
};

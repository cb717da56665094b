/** Silences: quiet as long as one that fits is active. */
import { isoOf } from '../time/instant.ts';
import { matches } from '../routing/route.ts';
import type { Incarnation } from '../records.ts';
import { type ReadySilence, silenceState } from '../quiet/silence.ts';
import type { Circumstances } from '../step.ts';
import type { Rule } from './rule.ts';

/** Of those that keep it quiet now the one that ends last: then there is something to look at again. */
export function silenceOver(
  { labels }: Pick<Incarnation, 'labels'>,
  { silences, at }: Pick<Circumstances, 'silences' | 'at'>,
): ReadySilence | undefined {
  const fitting = silences.filter(
    (s) => silenceState(s, at) === 'active' && matches({ match: s.tests, except: [] }, labels),
  );
  return fitting.reduce<ReadySilence | undefined>(
    (a, b) => (a === undefined || b.until > a.until ? b : a),
    undefined,
  );
}

export const silenced: Rule = ({ incarnation, now }) => {
  const last = silenceOver(incarnation, now);
  if (last === undefined) return undefined;
  return {
    rule: 'silence',
    reason: `silenced by ${last.author} until ${isoOf(last.until)}: ${last.reason}`,
    until: last.until,
    silenceId: last.id,
  };
};

/** Flapping: what opens and recovers too often is told once, and held until it is stable. */
import { flapText } from '../quiet/flapping.ts';
import type { Rule } from './rule.ts';

export const flapping: Rule = ({ flap, settings, now }) => {
  if (flap === undefined || settings.flapping === undefined || now.at >= flap.stableAt) return undefined;
  return {
    rule: 'flapping',
    reason: `held, flapping: ${flapText(flap, settings.flapping)}`,
    until: flap.stableAt,
  };
};

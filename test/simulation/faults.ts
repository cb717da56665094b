/** What can go wrong in a history; each seed has some of it, since all at once hides what one alone would show. */
import type { Chance } from './chance.ts';

export const FAULTS = [
  'crash',
  'weather',
  'refusals',
  'clock',
  'slow-disk',
  'full-disk',
  'config',
  'acks',
  'hands',
  'silences',
  'disorder',
  // Tabduty looks after itself, and its own alerts come on top.
  'own-troubles',
] as const;

export type FaultKind = (typeof FAULTS)[number];

export function drawFaults(chance: Chance): readonly FaultKind[] {
  const share = chance.one([0, 0.2, 0.3, 0.5]);
  return FAULTS.filter(() => chance.happens(share));
}

/** What `silences add` and `silences edit` say of a silence and what it hides. */
import type { z } from 'zod';
import type { editSilence } from '../api/silences.ts';
import { matchText } from './match-option.ts';
import { localTime } from './times.ts';

export function silenceLines(answer: z.infer<typeof editSilence.answer>, zone: string): readonly string[] {
  const { silence, made, hides } = answer;
  return [
    `${made ? `silence ${silence.id}` : 'would silence'}: ${matchText(silence.match)}`,
    `from ${localTime(silence.from, zone)} until ${localTime(silence.until, zone)}`,
    ...(silence.replaces === undefined ? [] : [`in place of ${silence.replaces}`]),
    `hides ${hides.now.count} of ${hides.now.of} open alerts: ${hides.now.names.join(', ') || '-'}`,
    `would have hidden ${hides.lastWeek.count} of ${hides.lastWeek.of} of the last 7 days`,
    ...(hides.now.count + hides.lastWeek.count === 0 && hides.lastWeek.of > 0
      ? ['so far it hides nothing: are its labels written as "tabduty alerts list" shows them?']
      : []),
  ];
}

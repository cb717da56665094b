/** `escalations` in Zod: who is woken, in order. What must fit together is checked by the compile file. */
import { z } from 'zod';
import { MINUTE } from '../domain/time/instant.ts';
import { duration } from './schema.ts';

const targets = z
  .array(z.string())
  .min(1, 'must name at least one: schedule:NAME, person:NAME or receiver:NAME')
  .max(50, 'must have at most 50');

export const escalationSchema = z.strictObject({
  steps: z
    .array(
      z.strictObject({
        at: duration(0).meta({ help: 'Counted from the start of the page; the first is usually 0m' }),
        tell: targets.meta({ help: 'schedule:NAME, person:NAME or receiver:NAME' }),
      }),
    )
    .min(1, 'must have at least one step')
    .max(50, 'must have at most 50 steps'),
  rounds: z
    .int('must be a whole number')
    .min(1, 'must be at least 1')
    .max(20, 'must be at most 20')
    .optional()
    .meta({ help: 'How often all steps are gone through while nobody answers' }),
  round_every: duration(MINUTE).optional().meta({ help: 'From the start of one round to that of the next' }),
  pass_for: duration(MINUTE)
    .optional()
    .meta({ help: 'How long an owner to whom an alert was passed has before it comes back' }),
  fallback: targets
    .optional()
    .meta({ help: 'Who is told when nobody answered in any round, or no step finds anybody' }),
});

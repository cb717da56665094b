/** `keep`: how long history is kept. */
import { z } from 'zod';
import { DAY } from '../domain/time/instant.ts';
import { KEEP, LEAST_KEPT, type Retention } from '../domain/health/retention.ts';
import type { Checking } from './checking.ts';
import { checked } from './schema-faults.ts';
import { duration } from './schema.ts';

const age = (help: string) =>
  duration(LEAST_KEPT, 3650 * DAY)
    .optional()
    .meta({ help });

export const keepSchema = z.strictObject({
  calls: age('Calls as they came, such as 90d'),
  history: age('Alerts that ended, with all that belongs to them, such as 90d'),
  audit: age('Who did what, such as 400d'),
  shifts: age('Who was on call, such as 400d'),
});

export function compileKeep(value: unknown, { findings }: Checking): Retention {
  if (value === undefined || value === null) return KEEP;
  const found = checked<typeof keepSchema._output>(keepSchema, value, ['keep'], { findings }) ?? {};
  return {
    calls: found.calls ?? KEEP.calls,
    history: found.history ?? KEEP.history,
    audit: found.audit ?? KEEP.audit,
    shifts: found.shifts ?? KEEP.shifts,
  };
}

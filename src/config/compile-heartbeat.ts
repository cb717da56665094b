/** `heartbeat`: who outside notices when Tabduty no longer does its work. */
import { z } from 'zod';
import { MINUTE, SECOND } from '../domain/time/instant.ts';
import type { Heartbeat } from '../domain/policy.ts';
import type { Checking } from './checking.ts';
import { warnOfPlainSecrets } from './plain-secrets.ts';
import { checked } from './schema-faults.ts';
import { duration } from './schema.ts';

export const heartbeatSchema = z.strictObject({
  url: z
    .string()
    .trim()
    .refine((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol), {
      error: 'must be the address that the watching service gave you, beginning with https://',
    })
    .meta({
      help: 'Is asked (GET) while the work is done; who watches it alarms when that stops',
      secret: true,
    }),
  every: duration(10 * SECOND)
    .optional()
    .meta({ help: 'How often, such as 1m' }),
});

export function compileHeartbeat(value: unknown, checking: Checking): Heartbeat | undefined {
  const { findings } = checking;
  if (value === undefined || value === null) {
    findings.warn(
      ['heartbeat'],
      'is not set: nobody notices when Tabduty itself ends',
      'write heartbeat: { url: "${env:HEARTBEAT_URL}" } with the address of a service that alarms when it is not asked any more',
    );
    return undefined;
  }
  const found = checked<typeof heartbeatSchema._output>(heartbeatSchema, value, ['heartbeat'], { findings });
  warnOfPlainSecrets(heartbeatSchema, ['heartbeat'], checking);
  return found === undefined ? undefined : { url: found.url, every: found.every ?? MINUTE };
}

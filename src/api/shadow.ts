/** Endpoints of shadow mode: what would have been sent, and its end. */
import { z } from 'zod';
import { endpoint } from './endpoint.ts';

export const reportShadow = endpoint({
  id: 'reportShadow',
  method: 'GET',
  path: '/shadow-report',
  permission: 'read',
  summary: 'What receivers in shadow mode would have been sent',
  input: z.object({
    since: z
      .string()
      .max(40)
      .default('1d')
      .meta({ description: 'a duration such as 12h or 7d, or a time with its zone (ISO 8601)' }),
  }),
  answer: z.object({
    since: z.iso.datetime(),
    /** Receivers that are in shadow mode now. */
    inShadow: z.array(z.string()),
    receivers: z.array(
      z.object({
        receiver: z.string(),
        total: z.number(),
        kinds: z.array(z.object({ kind: z.string(), count: z.number() })),
        examples: z.array(
          z.object({
            deliveryId: z.string(),
            destination: z.string(),
            at: z.iso.datetime(),
            kind: z.string(),
            title: z.string(),
            summary: z.string(),
          }),
        ),
      }),
    ),
  }),
});

/** Endpoints of what-if: begin one, and look how far it is. */
import { z } from 'zod';
import { faultSchema } from './config.ts';
import { endpoint } from './endpoint.ts';

const time = z.iso.datetime();
const counts = z.object({ messages: z.number(), pages: z.number() });
const route = z
  .object({ name: z.string().optional(), path: z.string(), line: z.number() })
  .optional()
  .meta({ description: 'which route sends it' });

const side = counts.extend({
  /** How often people are woken. */
  woken: z.number(),
  /** Alerts that no route takes. */
  unrouted: z.number(),
  wakes: z.array(
    z.object({
      at: time,
      person: z.string(),
      reason: z.string(),
      names: z.array(z.string()),
      more: z.number(),
      route,
    }),
  ),
});

const differences = z.object({
  count: z.number(),
  receivers: z.array(z.object({ receiver: z.string(), count: z.number() })),
  examples: z.array(
    z.object({
      eventId: z.string(),
      occurredAt: time,
      event: z.string(),
      name: z.string(),
      source: z.string(),
      receiver: z.string(),
      at: time,
      page: z.boolean(),
      route,
      /** What becomes of it under the other configuration. */
      instead: z.string(),
    }),
  ),
});

const report = z.object({
  from: time,
  to: time,
  historyBegins: time
    .optional()
    .meta({ description: 'when the first event came, where that is later than `from`' }),
  keptSince: time
    .optional()
    .meta({ description: 'what is older than this has been removed, where `from` is older' }),
  events: z.number(),
  notReplayed: z
    .array(z.string())
    .meta({ description: 'what the configurations use and the figures leave out' }),
  revision: z.number(),
  same: z.boolean().meta({ description: 'the text is the one in force' }),
  inForce: side,
  changed: side,
  receivers: z.array(z.object({ receiver: z.string(), inForce: counts, changed: counts })),
  newly: differences,
  noLonger: differences,
});

export const beginWhatIf = endpoint({
  id: 'beginWhatIf',
  method: 'POST',
  path: '/config/what-if',
  permission: 'configure',
  summary: 'Run the stored events through another configuration, beside the one in force; sends nothing',
  input: z.object({
    text: z.string().max(1024 * 1024),
    since: z
      .string()
      .max(40)
      .default('30d')
      .meta({ description: 'a duration such as 12h or 30d, or a time with its zone (ISO 8601)' }),
  }),
  answer: z.object({ id: z.string() }),
});

export const lookAtWhatIf = endpoint({
  id: 'lookAtWhatIf',
  method: 'GET',
  path: '/config/what-if/:id',
  permission: 'configure',
  summary: 'How far a what-if is, and what it found',
  input: z.object({ id: z.string() }),
  answer: z.discriminatedUnion('state', [
    z.object({ state: z.literal('running'), done: z.number(), of: z.number() }),
    z.object({
      state: z.literal('faulty'),
      faults: z.array(faultSchema),
      warnings: z.array(faultSchema),
    }),
    z.object({ state: z.literal('done'), warnings: z.array(faultSchema), report }),
  ]),
});

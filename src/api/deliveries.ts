/** Endpoints of deliveries: what was sent, what is dead, and sending it once more. */
import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { list, page } from './page.ts';

const time = z.iso.datetime();
const id = z.string().min(1).max(200);
const flag = z.boolean().default(false);

const filter = {
  destination: id.optional().meta({ description: 'the id of a destination, such as ops/teams' }),
  receiver: id.optional(),
  since: z
    .string()
    .max(40)
    .optional()
    .meta({ description: 'a duration such as 12h or 7d, or a time with its zone (ISO 8601)' }),
};

export const deliveryView = z.object({
  id: z.string(),
  destination: z.string(),
  type: z.string(),
  kind: z.string(),
  state: z.string(),
  createdAt: time,
  dueAt: time.optional(),
  attempts: z.number(),
  detail: z.string().optional(),
  resendOf: z.string().optional().meta({ description: 'the delivery that it repeats' }),
});

const attemptView = z.object({
  number: z.number(),
  startedAt: time,
  endedAt: time,
  outcome: z.string(),
  status: z.number().optional(),
  detail: z.string().optional(),
  retryAt: time.optional(),
});

export const listDeliveries = endpoint({
  id: 'listDeliveries',
  method: 'GET',
  path: '/deliveries',
  permission: 'read',
  summary: 'Deliveries, newest first',
  input: z.object({
    ...page,
    ...filter,
    state: z.enum(['pending', 'claimed', 'delivered', 'suppressed', 'dead']).optional(),
  }),
  answer: list(deliveryView),
});

export const showDelivery = endpoint({
  id: 'showDelivery',
  method: 'GET',
  path: '/deliveries/:id',
  permission: 'read',
  summary: 'One delivery with its attempts and what is sent',
  input: z.object({ id }),
  answer: z.object({
    delivery: deliveryView,
    attempts: z.array(attemptView),
    payload: z.string().optional(),
  }),
});

export const resendDeliveries = endpoint({
  id: 'resendDeliveries',
  method: 'POST',
  path: '/deliveries/resend',
  permission: 'operate',
  summary: 'Send deliveries once more, each as a new one: some by their ids, or all that fit, at most 1000',
  input: z.object({
    ids: z.array(id).min(1).max(1000).optional().meta({ description: 'these, and nothing else is asked' }),
    state: z
      .enum(['dead', 'delivered'])
      .optional()
      .meta({ description: 'or all in this state that were not sent once more yet' }),
    ...filter,
    all: flag.meta({
      description: 'also what is over, acknowledged, or followed by a newer message about the same',
    }),
    dryRun: flag.meta({ description: 'say what would be sent, and send nothing' }),
  }),
  answer: z.object({
    made: z.boolean(),
    count: z.number(),
    destinations: z.array(z.object({ destination: z.string(), count: z.number(), oldestAt: time })),
    leftOut: z.array(z.object({ why: z.enum(['over', 'newer', 'acknowledged', 'gone']), count: z.number() })),
    more: z.boolean().meta({ description: 'there are more: ask again' }),
    deliveries: z.array(z.object({ of: z.string(), id: z.string().optional() })),
  }),
});

/** Endpoints that show what came in, what became of it, and what was sent. */
import { z } from 'zod';
import { deliveryView } from './deliveries.ts';
import { endpoint } from './endpoint.ts';
import { list, page } from './page.ts';

const time = z.iso.datetime();
const id = z.string().min(1).max(200);

export const callView = z.object({
  id: z.string(),
  source: z.string(),
  receivedAt: time,
  remote: z.string(),
  userAgent: z.string(),
  contentType: z.string(),
  bytes: z.number(),
  state: z.string(),
  reading: z.string().optional(),
  eventId: z.string().optional(),
  remark: z.string().optional(),
});

export const eventView = z.object({
  id: z.string(),
  source: z.string(),
  type: z.string(),
  event: z.string(),
  name: z.string(),
  luid: z.string(),
  occurredAt: time,
  receivedAt: time,
  copies: z.number(),
  effect: z.string(),
  /** `webhook`, `catch-up` (in Tableau's job history) or `tabduty` itself. */
  foundBy: z.string(),
  jobId: z.string().optional(),
  alertId: z.string().optional(),
});

export const alertView = z.object({
  id: z.string(),
  number: z.number(),
  kind: z.string(),
  source: z.string(),
  condition: z.string(),
  name: z.string(),
  state: z.string(),
  ending: z.string().optional(),
  since: time,
  lastAt: time,
  endedAt: time.optional(),
  streak: z.number(),
  unrouted: z.boolean(),
  acknowledged: z
    .object({
      by: z.string(),
      since: time,
      until: time,
      /** Who was asked to take it, where it was passed on. */
      passedTo: z.string().optional(),
    })
    .optional(),
  quiet: z.string().optional().meta({ description: 'why nobody is told of it, while it fails' }),
});

const story = z.array(z.object({ at: time, text: z.string() }));

export const listCalls = endpoint({
  id: 'listCalls',
  method: 'GET',
  path: '/calls',
  permission: 'read',
  summary: 'Calls as they came, newest first',
  input: z.object({ ...page, source: id.optional(), reading: id.optional() }),
  answer: list(callView),
});

export const showCall = endpoint({
  id: 'showCall',
  method: 'GET',
  path: '/calls/:id',
  permission: 'read',
  summary: 'One call with its bytes',
  input: z.object({ id }),
  answer: z.object({ call: callView, body: z.string(), bodyIsText: z.boolean() }),
});

export const listEvents = endpoint({
  id: 'listEvents',
  method: 'GET',
  path: '/events',
  permission: 'read',
  summary: 'Events, newest first',
  input: z.object({ ...page, source: id.optional(), event: id.optional(), name: id.optional() }),
  answer: list(eventView),
});

export const showEvent = endpoint({
  id: 'showEvent',
  method: 'GET',
  path: '/events/:id',
  permission: 'read',
  summary: 'One event with the calls that said it',
  input: z.object({ id }),
  answer: z.object({ event: eventView, calls: z.array(callView) }),
});

export const listAlerts = endpoint({
  id: 'listAlerts',
  method: 'GET',
  path: '/alerts',
  permission: 'read',
  summary: 'Alerts and notices, newest first',
  input: z.object({
    ...page,
    source: id.optional(),
    state: z.enum(['open', 'ended']).optional(),
    name: id.optional(),
    unrouted: z.enum(['true', 'false']).optional(),
  }),
  answer: list(alertView),
});

export const showAlert = endpoint({
  id: 'showAlert',
  method: 'GET',
  path: '/alerts/:id',
  permission: 'read',
  summary: 'One alert, by id or number, with its whole story',
  input: z.object({ id }),
  answer: z.object({ alert: alertView, story, deliveries: z.array(deliveryView) }),
});

export const explainEvent = endpoint({
  id: 'explainEvent',
  method: 'GET',
  path: '/events/:id/explanation',
  permission: 'read',
  summary: 'What became of an event and why, and what the routes in force make of it; sends nothing',
  input: z.object({
    id,
    at: z
      .string()
      .optional()
      .meta({ description: 'also what would be decided if it came at this time (ISO 8601)' }),
  }),
  answer: z.object({
    event: eventView,
    story,
    /** The configuration that `routes` and `forecast` speak of. */
    revision: z.number(),
    routes: z.array(
      z.object({
        name: z.string(),
        depth: z.number(),
        answer: z.enum(['takes', 'passes-down', 'no']),
        why: z.string(),
        line: z.number(),
      }),
    ),
    forecast: story.optional(),
  }),
});

export const testReceiver = endpoint({
  id: 'testReceiver',
  method: 'POST',
  path: '/receivers/:name/test',
  permission: 'operate',
  summary: 'Sends a marked test message to every destination of a receiver',
  input: z.object({ name: id }),
  answer: z.object({ deliveries: z.array(z.object({ id: z.string(), destination: z.string() })) }),
});

export const listHooks = endpoint({
  id: 'listHooks',
  method: 'GET',
  path: '/hooks',
  permission: 'secrets',
  summary: 'The address that each site is given; who has it can send events',
  input: z.object({}),
  answer: z.object({ items: z.array(z.object({ source: z.string(), url: z.string() })) }),
});

export const showStatus = endpoint({
  id: 'showStatus',
  method: 'GET',
  path: '/status',
  permission: 'read',
  summary: 'How much waits, and whether anything is stuck',
  input: z.object({}),
  answer: z.object({
    revision: z.number(),
    pendingCalls: z.number(),
    stuckCalls: z.number(),
    openAlerts: z.number(),
    unrouted: z.number(),
    pendingDeliveries: z.number(),
    deadDeliveries: z.number(),
    databaseBytes: z.number(),
    /** Room in it for new rows. */
    databaseFreeBytes: z.number(),
    /** What ended before this has been removed. */
    historyFrom: z.string().optional(),
    /** When it was sent, or why not. */
    heartbeat: z.string(),
    /** When the machine's clock was set in the last week, and by how much. */
    clock: z.string().optional(),
    /** Set after a restore, until `tabduty resume`: nothing is sent. */
    sendingPausedSince: time.optional(),
  }),
});

/** Endpoints of who is on call: now, at a time, over a stretch, and where nobody is. */
import { z } from 'zod';
import { endpoint } from './endpoint.ts';

const time = z.string().meta({ description: 'ISO 8601, UTC' });
const moment = z
  .string()
  .min(1)
  .max(64)
  .meta({ description: 'In the zone of the schedule ("2026-11-02 09:00"), or with an offset' });
const name = z.string().min(1).max(64);

const onDuty = z.object({
  person: z.string(),
  name: z.string(),
  email: z.string().optional(),
  /** The layer that has them, or the override that put them there. */
  layer: z.string().optional(),
  override: z.string().optional(),
  inFor: z.string().optional(),
});

/** With nobody on call `people` is empty and `gap` says why. */
const who = z.object({ people: z.array(onDuty), gap: z.string().optional() });

const shift = who.extend({ from: time, to: time });

export type WhoAnswer = z.output<typeof who>;

export const getOnCall = endpoint({
  id: 'getOnCall',
  method: 'GET',
  path: '/on-call',
  permission: 'read',
  summary: 'Who is on call now or at a time, in every schedule or in one',
  input: z.object({ at: moment.optional(), schedule: name.optional() }),
  answer: z.object({
    at: time,
    schedules: z.array(
      who.extend({
        schedule: z.string(),
        timeZone: z.string(),
        from: time.optional(),
        to: time.optional(),
        next: who.optional(),
        /** True: as it was recorded then; false: as the present schedule says. */
        recorded: z.boolean(),
        /** Who is told while nobody is on call. */
        fallback: z.array(z.string()),
        /** Where handoffs are told: the next one, when that is told, and what became of the last notice. */
        handoffNotice: z
          .object({
            handoffAt: time.optional(),
            toldAt: time.optional(),
            last: z.object({ at: time, text: z.string() }).optional(),
          })
          .optional(),
      }),
    ),
  }),
});

export const listShifts = endpoint({
  id: 'listShifts',
  method: 'GET',
  path: '/on-call/:schedule/shifts',
  permission: 'read',
  summary: 'The shifts of a stretch: recorded ones where it has been, worked out where it will be',
  input: z.object({ schedule: name, from: moment.optional(), to: moment.optional() }),
  answer: z.object({ schedule: z.string(), timeZone: z.string(), shifts: z.array(shift) }),
});

export const listGaps = endpoint({
  id: 'listGaps',
  method: 'GET',
  path: '/on-call/gaps',
  permission: 'read',
  summary: 'When nobody will be on call',
  input: z.object({ schedule: name.optional(), days: z.coerce.number().int().min(1).max(366).default(60) }),
  answer: z.object({
    gaps: z.array(
      z.object({
        schedule: z.string(),
        timeZone: z.string(),
        from: time,
        to: time,
        reasons: z.array(z.string()),
      }),
    ),
    schedules: z.number().meta({ description: 'In how many was looked' }),
  }),
});

const overrideRow = z.object({
  id: z.string(),
  schedule: z.string().optional().meta({ description: 'Missing: in every schedule' }),
  timeZone: z.string(),
  from: time,
  to: time,
  kind: z.enum(['add', 'remove', 'replace']),
  add: z.string().optional(),
  remove: z.string().optional(),
  reason: z.string().optional(),
  author: z.string(),
  madeAt: time.optional().meta({ description: 'Missing: it stands in the configuration' }),
});

export type OverrideAnswer = z.output<typeof overrideRow>;

const made = z.object({ overrides: z.array(overrideRow), warnings: z.array(z.string()) });
const reason = z.string().trim().min(1).max(200).optional();

export const listOverrides = endpoint({
  id: 'listOverrides',
  method: 'GET',
  path: '/overrides',
  permission: 'read',
  summary: 'Overrides that have not ended, those that end first come first',
  input: z.object({ schedule: name.optional() }),
  answer: z.object({ overrides: z.array(overrideRow) }),
});

export const addOverride = endpoint({
  id: 'addOverride',
  method: 'POST',
  path: '/overrides',
  permission: 'operate',
  summary:
    'Put somebody on call, take somebody off, or let one stand in for another; without a schedule it is time off',
  input: z.object({
    schedule: name.optional(),
    from: moment.optional().meta({ description: 'Now when it is left out' }),
    to: moment,
    add: name.optional(),
    remove: name.optional(),
    reason,
  }),
  answer: made,
});

export const removeOverride = endpoint({
  id: 'removeOverride',
  method: 'DELETE',
  path: '/overrides/:id',
  permission: 'operate',
  summary: 'Take back an override that was made at run time',
  input: z.object({ id: z.string().min(1).max(64) }),
  answer: z.object({ id: z.string() }),
});

export const takeShift = endpoint({
  id: 'takeShift',
  method: 'POST',
  path: '/on-call/:schedule/take',
  permission: 'operate',
  summary: 'Give the shift that runs at a time, or what is left of it, to somebody',
  input: z.object({ schedule: name, person: name, at: moment.optional(), reason }),
  answer: made,
});

export const swapShifts = endpoint({
  id: 'swapShifts',
  method: 'POST',
  path: '/on-call/:schedule/swap',
  permission: 'operate',
  summary: 'Swap the shifts that run at two times',
  input: z.object({ schedule: name, at: moment, with: moment, reason }),
  answer: made,
});

export const listCalendars = endpoint({
  id: 'listCalendars',
  method: 'GET',
  path: '/calendars',
  permission: 'operate',
  summary: 'Links of the calendar feeds; who has one can read it',
  input: z.object({}),
  answer: z.object({ calendars: z.array(z.object({ id: z.string(), url: z.string() })) }),
});

export const renewCalendar = endpoint({
  id: 'renewCalendar',
  method: 'POST',
  path: '/calendars/:id/renew',
  permission: 'operate',
  summary: 'Make a new link for a calendar feed; the old one opens nothing any more',
  input: z.object({ id: z.string().min(3).max(72) }),
  answer: z.object({ id: z.string(), url: z.string() }),
});

export const listOnCallPages = endpoint({
  id: 'listOnCallPages',
  method: 'GET',
  path: '/on-call-pages',
  permission: 'operate',
  summary:
    'Links of the pages that show who is on call (with .json at the end as data); who has one can read it',
  input: z.object({}),
  answer: z.object({ pages: z.array(z.object({ id: z.string(), url: z.string() })) }),
});

export const renewOnCallPage = endpoint({
  id: 'renewOnCallPage',
  method: 'POST',
  path: '/on-call-pages/:id/renew',
  permission: 'operate',
  summary: 'Make a new link for a page; the old one opens nothing any more',
  input: z.object({ id: z.string().min(3).max(72) }),
  answer: z.object({ id: z.string(), url: z.string() }),
});

/** `people` and `schedules` in Zod: what may stand where. What must fit together is checked by the compile files. */
import { z } from 'zod';
import { isDate } from '../domain/time/civil.ts';
import { line, slug, timeZone } from './schema.ts';

export const personSchema = z.strictObject({
  name: line.meta({ help: 'As it is shown to others' }),
  email: z
    .string()
    .trim()
    .regex(/^[^\s@<>]+@[^\s@<>]+$/, 'must be an address such as ana@acme.com')
    .optional(),
  teams_upn: line.optional().meta({ help: 'The name with which they sign in to Teams' }),
  slack_id: z
    .string()
    .trim()
    .regex(/^[UW][A-Z0-9]{2,20}$/, 'must be the id of a member such as U0123456789')
    .optional()
    .meta({ help: 'Their member id in Slack, for mentions; it stands in their profile under "More"' }),
  time_zone: timeZone.optional(),
  ways: z
    .array(z.unknown())
    .max(10, 'must have at most 10')
    .optional()
    .meta({ help: 'How they are reached, in order: destinations, each with after: how long later' }),
  active: z.boolean().optional().meta({ help: 'false: does no duty at present' }),
});

const date = z
  .string({ error: (issue) => (issue.input === undefined ? undefined : 'must be a date such as 2026-11-02') })
  .refine(isDate, { error: 'must be a date such as 2026-11-02' });

const MOST_TURNS = 500;

const people = z.array(slug).min(1, 'must name at least one person').max(50, 'must have at most 50 people');

const turns = z
  .array(z.union([slug, people], { error: 'must be a person, or a list of people who are on call together' }))
  .min(1, 'must name at least one person')
  .max(MOST_TURNS, `must have at most ${MOST_TURNS} turns`)
  .optional();

const window = z.strictObject({
  days: z.array(z.string()).min(1, 'must name at least one day').optional().meta({ help: '[mon..fri]' }),
  hours: z.string().optional().meta({ help: '"22:00-06:00"; it may pass midnight' }),
});

/** The keys of which a layer has exactly one. */
export const PACES = ['hourly', 'daily', 'weekly', 'monthly', 'always'] as const;

const layerShape = {
  hourly: turns.meta({ help: 'Who takes turns of `every` hours' }),
  daily: turns.meta({ help: 'Who takes turns of `every` days' }),
  weekly: turns.meta({ help: 'Who takes turns of `every` weeks' }),
  monthly: turns.meta({ help: 'Who takes turns of `every` months' }),
  always: people.optional().meta({ help: 'Who is on call without turns' }),
  every: z
    .int('must be a whole number')
    .min(1, 'must be at least 1')
    .max(1000, 'must be at most 1000')
    .optional(),
  elapsed: z
    .boolean()
    .optional()
    .meta({ help: 'true: hours of 60 minutes, whatever the clock on the wall does' }),
  handoff: z.string().optional().meta({ help: '"mon 09:00" for weekly, else "09:00"' }),
  from: date.optional().meta({ help: 'Day of the first handoff' }),
  until: date.optional().meta({ help: 'Day on which the layer ends' }),
  only: z.array(window).min(1, 'must have at least one window').optional(),
};

export const layerSchema = z.strictObject({
  name: line.max(60, 'must have at most 60 characters').optional(),
  time_zone: timeZone.optional(),
  ...layerShape,
});

export const overrideSchema = z.strictObject({
  from: z.string(),
  to: z.string(),
  add: slug.optional().meta({ help: 'Who is on call too' }),
  remove: slug.optional().meta({ help: 'Who is not on call' }),
  replace: slug.optional().meta({ help: 'For whom somebody stands in' }),
  by: slug.optional().meta({ help: 'Who stands in' }),
  reason: line.optional(),
});

const scheduleShape = {
  time_zone: timeZone,
  fallback: z.array(z.string()).optional().meta({ help: 'Who is told when nobody is on call' }),
  gaps_ok: z
    .array(window)
    .min(1, 'must have at least one window')
    .optional()
    .meta({ help: 'When nobody need be on call, so that it is not reported' }),
  handoff_notice: z
    .strictObject({
      tell: z
        .array(z.string())
        .min(1, 'must name at least one: receiver:NAME or next')
        .max(20, 'must have at most 20')
        .meta({ help: 'receiver:NAME, and next: whoever comes on call' }),
      at: z.string().optional().meta({ help: '"17:00": that time before the handoff; else at the handoff' }),
    })
    .optional()
    .meta({ help: 'Who is told of handoffs, with what is open' }),
  overrides: z.array(z.unknown()).optional(),
};

/** One layer, written in the schedule itself. */
export const shortSchedule = z.strictObject({ ...scheduleShape, ...layerShape });

export const longSchedule = z.strictObject({ ...scheduleShape, layers: z.array(z.unknown()) });

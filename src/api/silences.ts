/** Endpoints of silences: what people keep quiet for a time. */
import { z } from 'zod';
import { endpoint } from './endpoint.ts';

// Read by the use case, so that all that is wrong with a silence is said at once.
const time = z
  .string()
  .max(100)
  .meta({ format: 'date-time', description: 'with its zone: 2026-11-02T03:15:00Z' });
const hidden = z.object({ count: z.number(), of: z.number(), names: z.array(z.string()) });
const flag = z.boolean().default(false);

export const silenceView = z.object({
  id: z.string(),
  state: z.enum(['pending', 'active', 'expired']),
  match: z.record(z.string(), z.array(z.string())),
  from: z.string(),
  until: z.string(),
  author: z.string(),
  reason: z.string(),
  endedBy: z.string().optional(),
  replaces: z.string().optional().meta({ description: 'the silence that was changed into this one' }),
});

export const listSilences = endpoint({
  id: 'listSilences',
  method: 'GET',
  path: '/silences',
  permission: 'read',
  summary: 'Silences, the newest first; those that are over only when asked for',
  input: z.object({ all: z.enum(['true', 'false']).default('false') }),
  answer: z.object({ silences: z.array(silenceView) }),
});

const made = z.object({
  silence: silenceView,
  made: z.boolean(),
  hides: z.object({ now: hidden, lastWeek: hidden }),
  everything: z
    .boolean()
    .meta({ description: 'it hides everything: made only when "everything": true says that this is meant' }),
});

export const addSilence = endpoint({
  id: 'addSilence',
  method: 'POST',
  path: '/silences',
  permission: 'operate',
  summary:
    'Keep what fits quiet until a time, and say what that hides now and would have hidden in the last 7 days',
  input: z.object({
    match: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
    from: time.optional(),
    until: time.optional(),
    for: z.string().optional().meta({ description: 'a duration such as 2h, instead of until' }),
    reason: z.string().default('').meta({ description: 'needed; 500 characters at most' }),
    everything: flag.meta({
      description: 'needed for one that hides everything; without it the answer is 409, with what it hides',
    }),
    dryRun: flag.meta({ description: 'say what it would hide, and make none' }),
  }),
  answer: made,
});

export const editSilence = endpoint({
  id: 'editSilence',
  method: 'POST',
  path: '/silences/:id/edit',
  permission: 'operate',
  summary: 'Change the end, the matchers or the reason of a silence; the old one is ended and kept',
  input: z.object({
    id: z.string().min(1).max(200),
    match: z.record(z.string(), z.union([z.string(), z.array(z.string())])).optional(),
    until: time.optional(),
    for: z.string().optional().meta({ description: 'a duration such as 2h from now, instead of until' }),
    reason: z.string().optional(),
    everything: flag.meta({ description: 'needed when the new matchers hide everything' }),
    dryRun: flag.meta({ description: 'say what it would hide, and change nothing' }),
  }),
  answer: made,
});

export const expireSilence = endpoint({
  id: 'expireSilence',
  method: 'POST',
  path: '/silences/:id/expire',
  permission: 'operate',
  summary: 'End a silence before its time; what still fails is told',
  input: z.object({ id: z.string().min(1).max(200) }),
  answer: z.object({ id: z.string() }),
});

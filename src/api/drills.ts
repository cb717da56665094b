/** Endpoints that try out an escalation: a marked page through the whole chain, and how it went. */
import { z } from 'zod';
import { endpoint } from './endpoint.ts';

const time = z.iso.datetime();
const lines = z.array(z.object({ at: time, text: z.string() }));

export const testPolicy = endpoint({
  id: 'testPolicy',
  method: 'POST',
  path: '/escalations/:name/test',
  permission: 'operate',
  summary: 'Send a marked page through all steps of an escalation; it is no incident and ends by itself',
  input: z.object({
    name: z.string().min(1).max(64),
    fast: z
      .boolean()
      .default(false)
      .meta({ description: 'seconds between the steps instead of their times' }),
    step: z.int().min(1).max(100).optional().meta({ description: 'this step alone, counted from 1' }),
    dryRun: z.boolean().default(false).meta({ description: 'only say who would be called; sends nothing' }),
  }),
  answer: z.object({
    /** Missing with `dryRun`. */
    test: z.object({ id: z.string(), number: z.number() }).optional(),
    /** Who is called when, if nobody answers. */
    plan: lines,
  }),
});

export const showPolicyTest = endpoint({
  id: 'showPolicyTest',
  method: 'GET',
  path: '/escalation-tests/:id',
  permission: 'read',
  summary: 'How a test of an escalation stands: who was called, what each way answered, who acknowledged',
  input: z.object({ id: z.string().min(1).max(64) }),
  answer: z.object({
    id: z.string(),
    number: z.number(),
    escalation: z.string(),
    state: z.enum(['running', 'over']),
    startedAt: time,
    endedAt: time.optional(),
    acknowledged: z.object({ by: z.string(), claimed: z.boolean(), via: z.string(), at: time }).optional(),
    next: z.object({ at: time, text: z.string() }).optional(),
    told: z.array(
      z.object({
        at: time,
        destination: z.string(),
        person: z.string().optional(),
        why: z.string(),
        state: z.string(),
        detail: z.string().optional(),
      }),
    ),
    story: lines,
  }),
});

export type PolicyTestAnswer = z.output<typeof showPolicyTest.answer>;

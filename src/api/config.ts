/** Endpoints of the configuration: its text, its revisions, and what the last check found. */
import { z } from 'zod';
import { endpoint } from './endpoint.ts';

const number = z.coerce.number().int().min(1);
const time = z.string().meta({ description: 'ISO 8601, UTC' });

export const faultSchema = z.object({
  path: z.string(),
  line: z.number(),
  column: z.number(),
  message: z.string(),
  remedy: z.string().optional(),
});

const revisionHead = z.object({
  number: z.number(),
  at: time,
  author: z.string(),
  note: z.string().optional(),
});

export const getConfig = endpoint({
  id: 'getConfig',
  method: 'GET',
  path: '/config',
  permission: 'read',
  summary: 'The text of the newest revision, or of the one asked for',
  input: z.object({ revision: number.optional() }),
  answer: revisionHead.extend({ text: z.string() }),
});

export const getConfigStatus = endpoint({
  id: 'getConfigStatus',
  method: 'GET',
  path: '/config/status',
  permission: 'read',
  summary: 'Which revision is in force, who manages the configuration, and what the last check found',
  input: z.object({}),
  answer: z.object({
    /** 0: there is none. */
    inForce: z.number(),
    managedBy: z.string().optional(),
    lastCheck: z
      .object({
        of: z.string(),
        at: time,
        accepted: z.boolean(),
        faults: z.array(faultSchema),
        warnings: z.array(faultSchema),
      })
      .optional(),
  }),
});

export const listRevisions = endpoint({
  id: 'listRevisions',
  method: 'GET',
  path: '/config/revisions',
  permission: 'read',
  summary: 'Revisions of the configuration, newest first',
  input: z.object({ limit: z.coerce.number().int().min(1).max(1000).default(50) }),
  answer: z.object({ revisions: z.array(revisionHead) }),
});

/** Faults of the text are an answer, not an error: all of them come at once. */
const accepted = z.discriminatedUnion('ok', [
  z.object({
    ok: z.literal(true),
    number: z.number(),
    changed: z.boolean(),
    warnings: z.array(faultSchema),
  }),
  z.object({ ok: z.literal(false), faults: z.array(faultSchema), warnings: z.array(faultSchema) }),
]);

const note = z.string().trim().min(1).max(500).optional();

export const applyConfig = endpoint({
  id: 'applyConfig',
  method: 'POST',
  path: '/config',
  permission: 'configure',
  summary: 'Check a text and put it into force as the next revision',
  input: z.object({
    text: z.string().max(1024 * 1024),
    note,
    /** The revision that was changed; when another one is in force, the answer is a conflict. */
    base: z.coerce.number().int().min(0).optional(),
  }),
  answer: accepted,
});

export const rollbackConfig = endpoint({
  id: 'rollbackConfig',
  method: 'POST',
  path: '/config/rollback',
  permission: 'configure',
  summary: 'Put the text of an older revision into force as the next revision',
  input: z.object({ number, note }),
  answer: accepted,
});

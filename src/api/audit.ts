/** The endpoint that reads the audit: who did what, and when. */
import { z } from 'zod';
import { endpoint } from './endpoint.ts';

export const listAudit = endpoint({
  id: 'listAudit',
  method: 'GET',
  path: '/audit',
  permission: 'read',
  summary: 'Who did what, newest first',
  input: z.object({
    limit: z.coerce.number().int().min(1).max(500).default(50).meta({ description: 'how many, at most 500' }),
    before: z.string().optional().meta({ description: 'only older than this id' }),
  }),
  answer: z.object({
    items: z.array(
      z.object({
        id: z.string(),
        at: z.iso.datetime(),
        actor: z.string(),
        action: z.string(),
        subject: z.string(),
        detail: z.string().optional(),
      }),
    ),
    next: z.string().optional(),
  }),
});

/** Endpoints by which somebody acts in Tableau from an alert. */
import { z } from 'zod';
import { endpoint } from './endpoint.ts';

const input = z.object({ id: z.string().min(1).max(200) });

export const rerunAlert = endpoint({
  id: 'rerunAlert',
  method: 'POST',
  path: '/alerts/:id/rerun',
  permission: 'operate',
  summary: 'Has the failed refresh of an alert run again in Tableau',
  input,
  answer: z.object({
    number: z.number(),
    name: z.string(),
    /** `already-queued`: one of the same content waits or runs, which is as good. */
    how: z.enum(['started', 'already-queued']),
    jobId: z.string().optional(),
  }),
});

export const cancelRefresh = endpoint({
  id: 'cancelRefresh',
  method: 'POST',
  path: '/alerts/:id/cancel',
  permission: 'operate',
  summary: "Stops the refresh of an alert's content that waits or runs in Tableau",
  input,
  answer: z.object({ number: z.number(), name: z.string(), jobId: z.string() }),
});

/** Endpoints of the pause after a restore: what waits, and the word that it may go. */
import { z } from 'zod';
import { endpoint } from './endpoint.ts';

const time = z.iso.datetime();

export const showSending = endpoint({
  id: 'showSending',
  method: 'GET',
  path: '/sending',
  permission: 'read',
  summary: 'Whether messages go out, and how many wait for each destination',
  input: z.object({}),
  answer: z.object({
    /** Set after a restore, until sending is resumed. */
    pausedSince: time.optional(),
    backupMadeAt: time.optional(),
    waiting: z.array(
      z.object({
        destination: z.string(),
        count: z.number(),
        /** Of these, decided before the restore. */
        old: z.number(),
        oldestAt: time,
      }),
    ),
  }),
});

export const resumeSending = endpoint({
  id: 'resumeSending',
  method: 'POST',
  path: '/sending/resume',
  permission: 'operate',
  summary: 'Lets messages go out again after a restore',
  input: z.object({
    dropPending: z
      .boolean()
      .default(false)
      .meta({ description: 'do not send what was decided before the restore, or only repeats it' }),
  }),
  answer: z.object({ dropped: z.number(), sending: z.number() }),
});

/** Endpoints by which people take alerts in hand. */
import { z } from 'zod';
import { endpoint } from './endpoint.ts';

const id = z.string().min(1).max(200).meta({ description: 'number or id of an alert' });
const answer = z.object({
  alert: z.number(),
  /** False: it was so before, or there was nothing to do. */
  done: z.boolean(),
});

export const acknowledgeAlert = endpoint({
  id: 'acknowledgeAlert',
  method: 'POST',
  path: '/alerts/:id/acknowledge',
  permission: 'operate',
  summary: 'Take an alert and all that is told with it: nobody else is woken, nothing is repeated',
  input: z.object({
    id,
    as: z.string().max(64).optional().meta({ description: 'the person, when it is not who asks' }),
  }),
  answer,
});

export const passAlert = endpoint({
  id: 'passAlert',
  method: 'POST',
  path: '/alerts/:id/pass',
  permission: 'operate',
  summary:
    'Pass an alert to the owner of its content, who gets reason and link; without an answer it comes back',
  input: z.object({
    id,
    as: z.string().max(64).optional().meta({ description: 'the person, when it is not who asks' }),
  }),
  answer: answer.extend({ to: z.string().meta({ description: 'a person, or an e-mail address' }) }),
});

export const escalateAlert = endpoint({
  id: 'escalateAlert',
  method: 'POST',
  path: '/alerts/:id/escalate',
  permission: 'operate',
  summary: 'Call whoever is next now',
  input: z.object({ id }),
  answer,
});

export const resolveAlert = endpoint({
  id: 'resolveAlert',
  method: 'POST',
  path: '/alerts/:id/resolve',
  permission: 'operate',
  summary: 'End an alert by hand; everybody who was told hears of it',
  input: z.object({ id }),
  answer,
});

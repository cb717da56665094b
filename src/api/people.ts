/** Endpoints of people: how each is reached, and what they set for themselves. */
import { z } from 'zod';
import { SEVERITIES } from '../domain/routing/severity.ts';
import { endpoint } from './endpoint.ts';

const when = z.enum(['on-call', 'always', 'never']);
const severity = z.enum(SEVERITIES);

const personView = z.object({
  person: z.string(),
  name: z.string(),
  active: z.boolean(),
  ways: z.array(z.object({ destination: z.string(), after: z.string() })),
  /** Whether any of the ways makes a sound at night. */
  rings: z.boolean(),
  when,
  bySeverity: z.partialRecord(severity, when),
  notUntil: z.string().optional(),
});

export type PersonView = z.output<typeof personView>;

export const listPeople = endpoint({
  id: 'listPeople',
  method: 'GET',
  path: '/people',
  permission: 'read',
  summary: 'People, how they are reached, and when they want to be woken',
  input: z.object({}),
  answer: z.object({ people: z.array(personView) }),
});

export const setPerson = endpoint({
  id: 'setPerson',
  method: 'POST',
  path: '/people/:person/switches',
  permission: 'operate',
  summary: 'When somebody wants to be woken: on call, always, never; for all or for a severity; or not now',
  input: z.object({
    person: z.string().min(1).max(64),
    when: when.optional(),
    severity: severity.optional().meta({ description: 'only for what is of this severity' }),
    notUntil: z
      .string()
      .max(64)
      .optional()
      .meta({ description: '"2026-11-02 09:00" in their zone, or with an offset; "" ends it' }),
  }),
  answer: z.object({ person: personView }),
});

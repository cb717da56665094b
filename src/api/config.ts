/** Endpoints of the configuration and its secrets. Values of secrets go in and never come out. */
import { z } from 'zod';
import { endpoint } from './endpoint.ts';

const fault = z.object({
  path: z.string(),
  line: z.number(),
  column: z.number(),
  message: z.string(),
  remedy: z.string().optional(),
});
const applied = z.object({ revision: z.number(), changed: z.boolean(), warnings: z.array(fault) });
const head = z.object({
  number: z.number(),
  at: z.iso.datetime(),
  author: z.string(),
  note: z.string().optional(),
});
const name = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'must be small letters, digits and -');

export const showConfig = endpoint({
  id: 'showConfig',
  method: 'GET',
  path: '/config',
  permission: 'read',
  summary: 'The configuration text of a revision, the newest by default',
  input: z.object({ number: z.coerce.number().int().optional() }),
  answer: head.extend({ text: z.string() }),
});

export const applyConfig = endpoint({
  id: 'applyConfig',
  method: 'POST',
  path: '/config',
  permission: 'configure',
  summary: 'Puts a text in force as the next revision; all faults at once when it cannot be',
  input: z.object({
    text: z.string().max(1_000_000),
    note: z.string().max(500).optional(),
    base: z.number().int().optional(),
  }),
  answer: applied,
});

export const listRevisions = endpoint({
  id: 'listRevisions',
  method: 'GET',
  path: '/config/revisions',
  permission: 'read',
  summary: 'Revisions, newest first',
  input: z.object({ limit: z.coerce.number().int().min(1).max(500).default(50) }),
  answer: z.object({ items: z.array(head) }),
});

export const rollbackConfig = endpoint({
  id: 'rollbackConfig',
  method: 'POST',
  path: '/config/rollback',
  permission: 'configure',
  summary: 'A new revision with the text of an old one',
  input: z.object({ number: z.number().int() }),
  answer: applied,
});

export const setSecret = endpoint({
  id: 'setSecret',
  method: 'PUT',
  path: '/secrets/:name',
  permission: 'secrets',
  summary: 'Stores a secret, encrypted; it can never be read back',
  input: z.object({ name, value: z.string().min(1).max(20_000) }),
  answer: z.object({ name: z.string() }),
});

export const listSecrets = endpoint({
  id: 'listSecrets',
  method: 'GET',
  path: '/secrets',
  permission: 'read',
  summary: 'Names of the stored secrets',
  input: z.object({}),
  answer: z.object({
    items: z.array(z.object({ name: z.string(), updatedAt: z.iso.datetime(), author: z.string() })),
  }),
});

export const removeSecret = endpoint({
  id: 'removeSecret',
  method: 'DELETE',
  path: '/secrets/:name',
  permission: 'secrets',
  summary: 'Removes a stored secret',
  input: z.object({ name }),
  answer: z.object({ name: z.string() }),
});

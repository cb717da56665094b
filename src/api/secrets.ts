/** Endpoints of stored secrets: values go in and never come out. */
import { z } from 'zod';
import { endpoint } from './endpoint.ts';

const name = z.string().min(1).max(64);

/** A boolean of a query; read twice, it stays what it is. */
const force = z
  .union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')])
  .default(false);

export const listSecrets = endpoint({
  id: 'listSecrets',
  method: 'GET',
  path: '/secrets',
  permission: 'secrets',
  summary: 'Names of the stored secrets and where the configuration uses them',
  input: z.object({}),
  answer: z.object({
    secrets: z.array(
      z.object({
        name: z.string(),
        updatedAt: z.string(),
        author: z.string(),
        usedBy: z.array(z.string()),
      }),
    ),
  }),
});

export const setSecret = endpoint({
  id: 'setSecret',
  method: 'PUT',
  path: '/secrets/:name',
  permission: 'secrets',
  summary: 'Store a secret; what uses it gets the new value at once',
  input: z.object({
    name,
    value: z
      .string()
      .min(1)
      .max(64 * 1024),
  }),
  answer: z.object({ name: z.string() }),
});

export const removeSecret = endpoint({
  id: 'removeSecret',
  method: 'DELETE',
  path: '/secrets/:name',
  permission: 'secrets',
  summary: 'Remove a secret that the configuration does not use',
  input: z.object({ name, force }),
  answer: z.object({ name: z.string() }),
});

/** What is wrong with an input is said so that who typed it can mend it. */
import { expect, it } from 'vitest';
import { z } from 'zod';
import { inputFault } from './input-faults.ts';

const SCHEMA = z.object({
  limit: z.coerce.number().int().min(1).max(500).optional(),
  name: z.string().min(1).max(3).optional(),
  state: z.enum(['open', 'ended']).optional(),
  until: z.iso.datetime().optional(),
  match: z.record(z.string(), z.union([z.string(), z.array(z.string())])).optional(),
});

it.each([
  [{ limit: '9999' }, 'limit must be at most 500'],
  [{ limit: '0' }, 'limit must be at least 1'],
  [{ limit: 'x' }, 'limit must be a number'],
  [{ name: '' }, 'name must not be empty'],
  [{ name: 'long' }, 'name may have at most 3 characters'],
  [{ name: 7, limit: 501 }, 'limit must be at most 500; name must be text'],
  [{ state: 'bad' }, 'state must be one of open, ended'],
  [{ until: '3am' }, 'until must be a time with its zone, such as 2026-11-02T03:15:00Z'],
  [{ match: { name: 7 } }, 'match.name must be text or a list of texts'],
])('%j: %s', (input, said) => {
  const checked = SCHEMA.safeParse(input);

  expect(checked.error && inputFault(checked.error).message).toBe(said);
});

/** What lists of records share: how many, older than which, and whether there are more. */
import { z } from 'zod';

const limit = z.coerce
  .number()
  .int()
  .min(1)
  .max(500)
  .default(50)
  .meta({ description: 'how many, at most 500' });

export const page = { limit, before: z.string().optional().meta({ description: 'only older than this id' }) };

export const list = <T extends z.ZodType>(of: T) =>
  z.object({ items: z.array(of), next: z.string().optional() });

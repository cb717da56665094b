/** Reading Tableau's documents leniently: numbers as texts, a list in every shape, members that some versions lack. */
import { z } from 'zod';
import { type Instant, parseInstant } from '../domain/time/instant.ts';

/** A scalar as text; XML has only those. */
export const words = z.union([z.string(), z.number(), z.boolean()]).transform(String);
/** An element that may have attributes beside its text. */
export const textOrValue = z.union([words, z.object({ value: words }).transform(({ value }) => value)]);

/** For members that need not be there: what cannot be read is missing, and the rest counts. */
export const maybeText = textOrValue.optional().catch(undefined);
export const maybeNumber = words.transform(numberOf).optional().catch(undefined);
export const maybeFlag = words
  .transform((text) => (/^(true|false)$/i.test(text) ? text.toLowerCase() === 'true' : undefined))
  .optional()
  .catch(undefined);
export const maybeTime = words
  .transform((text): Instant | undefined => parseInstant(text))
  .optional()
  .catch(undefined);

/** An id, which nothing can do without. */
export const id = words.pipe(z.string().min(1));

/**
 * The items of `{"jobs":{"job":[…]}}`, of one object in place of the array, of the array at once, or none in an empty
 * one. `undefined` when it is no list of that. Entries that cannot be read are left out; a list of nothing else is none.
 */
export function itemsOf<T>(
  document: unknown,
  outer: string,
  inner: string,
  item: z.ZodType<T>,
): { readonly items: readonly T[]; readonly given: number } | undefined {
  const given = entriesOf(document, outer, inner);
  if (given === undefined) return undefined;
  const items = given.flatMap((entry) => {
    const read = item.safeParse(entry);
    return read.success ? [read.data] : [];
  });
  return given.length > 0 && items.length === 0 ? undefined : { items, given: given.length };
}

function entriesOf(document: unknown, outer: string, inner: string): readonly unknown[] | undefined {
  if (!isObject(document) || !Object.hasOwn(document, outer)) return undefined;
  const held = document[outer];
  if (held === undefined || held === null || held === '') return [];
  if (Array.isArray(held)) return held;
  if (!isObject(held)) return undefined;
  const within = held[inner];
  if (within === undefined || within === null || within === '') {
    // Attributes beside no entries are an empty list; an entry itself has an id.
    return Object.hasOwn(held, 'id') ? [held] : [];
  }
  return Array.isArray(within) ? within : [within];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function numberOf(text: string): number | undefined {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : undefined;
}

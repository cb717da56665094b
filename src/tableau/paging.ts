/** Reads a paged list to its end, although rows come, go and move while it is read. */
import { z } from 'zod';
import type { Listing } from '../app/ports/tableau-jobs.ts';
import { itemsOf, maybeNumber } from './lenient.ts';
import type { SiteCalls } from './site-calls.ts';
import { ERROR_CODE, MAX_PAGE_SIZE } from './wire.ts';

type Paged<T extends { readonly id: string }> = {
  /** After /api/<version>/sites/<id> */
  readonly path: string;
  /** Without the paging. */
  readonly query?: Readonly<Record<string, string>>;
  /** The list's element, and that of an entry. */
  readonly outer: string;
  readonly inner: string;
  readonly item: z.ZodType<T>;
  readonly most?: number | undefined;
};

/** No site has more; it ends a list that never says it is at its end. */
const MOST_PAGES = 200;
const MOST_READINGS = 3;

/**
 * Tableau numbers its pages, so a row that comes moves others onto the next page, where they are seen twice, and a row
 * that goes hides one. What is seen twice is taken once; when the list has become shorter it is read again.
 */
export async function allPages<T extends { readonly id: string }>(
  calls: SiteCalls,
  paged: Paged<T>,
): Promise<Listing<T>> {
  for (let reading = 1; ; reading++) {
    const { shrank, ...listing } = await readPages(calls, paged);
    if (!shrank || reading === MOST_READINGS) return listing;
  }
}

type Reading<T> = Listing<T> & { readonly shrank: boolean };

async function readPages<T extends { readonly id: string }>(
  calls: SiteCalls,
  { most = Number.POSITIVE_INFINITY, ...paged }: Paged<T>,
): Promise<Reading<T>> {
  const found = new Map<string, T>();
  const pageSize = Math.min(MAX_PAGE_SIZE, most);
  let unreadable = 0;
  let passed = 0;
  let first: number | undefined;
  let total: number | undefined;
  let shrank = false;
  for (let number = 1; number <= MOST_PAGES; number++) {
    const page = await readPage(calls, paged, number, pageSize);
    shrank ||= page === undefined || (total !== undefined && page.total !== undefined && page.total < total);
    if (page === undefined) break;
    const before = found.size;
    for (const row of page.items) found.set(row.id, row);
    unreadable += page.given - page.items.length;
    passed += page.given;
    total = page.total ?? total;
    first ??= total;
    const isLast = total === undefined ? page.given < pageSize : passed >= total;
    // A server that ignores the paging gives the same rows for ever.
    if (page.given === 0 || isLast || found.size >= most || found.size === before) break;
  }
  const items = [...found.values()].slice(0, Math.min(most, found.size));
  const isCut = items.length === most && (first === undefined || first > most);
  // Rows that came after the first page was read are no part of what was asked for.
  const hasAll = unreadable === 0 && (first === undefined || found.size >= first);
  return { items, complete: hasAll && !isCut && !shrank, shrank: shrank && !isCut };
}

/** `undefined` for a page past the end: the rows that were there are gone. */
async function readPage<T>(
  calls: SiteCalls,
  { path, query, outer, inner, item }: Omit<Paged<T & { readonly id: string }>, 'most'>,
  number: number,
  size: number,
): Promise<
  { readonly items: readonly T[]; readonly given: number; readonly total: number | undefined } | undefined
> {
  const paging = { pageNumber: String(number), pageSize: String(size) };
  const answer = await calls.tried({ method: 'GET', path, query: { ...query, ...paging } });
  if (answer.kind === 'refused') {
    if (number > 1 && answer.refused.code === ERROR_CODE.badPageNumber) return undefined;
    throw answer.error();
  }
  const page = itemsOf(answer.heard.document, outer, inner, item);
  if (page === undefined) throw calls.unexpected(answer.heard.status);
  return { ...page, total: totalOf(answer.heard.document) };
}

function totalOf(document: unknown): number | undefined {
  const read = pagination.safeParse(document);
  return read.success ? read.data.pagination.totalAvailable : undefined;
}

const pagination = z.object({ pagination: z.object({ totalAvailable: maybeNumber }) });

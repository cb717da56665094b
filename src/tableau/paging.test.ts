import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { AppError } from '../app/errors.ts';
import { id } from './lenient.ts';
import { allPages } from './paging.ts';
import type { SiteAsk, SiteCalls, Tried } from './site-calls.ts';

/** A list that changes after each of its pages has been given. */
type Shifting = { rows: string[]; readonly changes: ((rows: string[]) => string[])[] };

describe('a paged list', () => {
  it('is read so that every row that stayed is in it once', async () => {
    const change = fc.oneof(
      fc.record({ kind: fc.constant('add' as const), count: fc.integer({ min: 0, max: 3 }) }),
      fc.record({ kind: fc.constant('remove' as const), count: fc.integer({ min: 0, max: 3 }) }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 25 }),
        fc.array(change, { maxLength: 4 }),
        async (size, plan) => {
          const start = Array.from({ length: size }, (_, n) => `row-${n}`);
          const list: Shifting = {
            rows: start,
            changes: plan.map(({ kind, count }, n) =>
              kind === 'add'
                ? (rows) => [...Array.from({ length: count }, (_, i) => `new-${n}-${i}`), ...rows]
                : (rows) => rows.slice(count),
            ),
          };

          const { items, complete } = await read(list, 5);

          const ids = items.map((row) => row.id);
          expect(new Set(ids).size).toBe(ids.length);
          const stayed = start.filter((row) => list.rows.includes(row));
          if (complete) expect(stayed.filter((row) => !ids.includes(row))).toEqual([]);
          if (plan.every(({ kind }) => kind === 'add')) expect(complete).toBe(true);
        },
      ),
    );
  });

  it('ends when a server gives the same page for ever', async () => {
    const rows = Array.from({ length: 5 }, (_, n) => ({ id: `row-${n}` }));

    const { items } = await allPages(always({ things: { thing: rows } }), { ...paged, most: 5_000_000 });

    expect(items).toHaveLength(5);
  });

  it('leaves out what cannot be read, and says that it is not complete', async () => {
    const document = {
      pagination: { totalAvailable: '3' },
      things: { thing: [{ id: 'a' }, { name: 'b' }, 7] },
    };

    expect(await allPages(always(document), paged)).toEqual({ items: [{ id: 'a' }], complete: false });
  });

  it('that is no list at all is refused', async () => {
    await expect(allPages(always({ things: { thing: [7] } }), paged)).rejects.toThrow('unexpected');
    await expect(allPages(always({ other: {} }), paged)).rejects.toThrow('unexpected');
    await expect(allPages(always(undefined), paged)).rejects.toThrow('unexpected');
  });
});

const paged = { path: '/things', outer: 'things', inner: 'thing', item: z.object({ id }) };

function read(list: Shifting, pageSize: number) {
  const changes = [...list.changes];
  const calls = answering(({ query }) => {
    const number = Number(query?.['pageNumber']);
    const from = (number - 1) * pageSize;
    const { rows } = list;
    list.rows = changes.shift()?.(rows) ?? rows;
    if (number > 1 && from >= rows.length) return refusal('400006');
    const document = {
      pagination: { totalAvailable: String(rows.length) },
      things: { thing: rows.slice(from, from + pageSize).map((row) => ({ id: row })) },
    };
    return { kind: 'heard', heard: { status: 200, headers: {}, document } };
  });
  return allPages(calls, paged);
}

function always(document: unknown): SiteCalls {
  return answering(() => ({ kind: 'heard', heard: { status: 200, headers: {}, document } }));
}

function refusal(code: string): Tried {
  const error = () => new AppError('unavailable', code);
  return {
    kind: 'refused',
    refused: { status: 400, code, detail: '', retryAfter: undefined, isFiltered: false },
    error,
  };
}

function answering(answer: (ask: SiteAsk) => Tried): SiteCalls {
  return {
    version: async () => '3.27',
    tried: async (ask) => answer(ask),
    call: () => Promise.reject(new Error('not used')),
    unexpected: () => new AppError('unreachable', 'unexpected'),
  };
}

/** Paging, filtering and sorting of lists, as the REST API's query strings ask for them. */
import { type Instant, parseInstant } from '../../domain/time/instant.ts';
import { DEFAULT_PAGE_SIZE, ERROR_CODE, MAX_PAGE_SIZE } from '../../tableau/wire.ts';
import type { Node } from './answer.ts';
import { Refusal } from './refusal.ts';

type Operator = 'eq' | 'gt' | 'gte' | 'lt' | 'lte' | 'has' | 'in';

/** A field that a list can be filtered and sorted by. */
export type Field<T> = {
  readonly kind: 'text' | 'time' | 'number' | 'texts';
  readonly operators: readonly Operator[];
  readonly of: (item: T) => string | number | readonly string[] | undefined;
};

export type FieldTable<T> = Readonly<Record<string, Field<T>>>;

export const textField = <T>(
  of: (item: T) => string | undefined,
  operators: readonly Operator[] = ['eq', 'in'],
): Field<T> => ({ kind: 'text', operators, of });

export const textsField = <T>(of: (item: T) => readonly string[]): Field<T> => ({
  kind: 'texts',
  operators: ['eq', 'in'],
  of,
});

export const numberField = <T>(of: (item: T) => number | undefined): Field<T> => ({
  kind: 'number',
  operators: ['eq', 'gt', 'gte', 'lt', 'lte'],
  of,
});

export const timeField = <T>(of: (item: T) => Instant | undefined): Field<T> => ({
  ...numberField<T>(of),
  kind: 'time',
});

export function filtered<T>(
  items: readonly T[],
  query: URLSearchParams,
  fields: FieldTable<T>,
  unknown: 'refuse' | 'ignore',
): readonly T[] {
  const tests = conditionsOf(query.get('filter') ?? '').map((condition) => {
    const field = Object.hasOwn(fields, condition.field) ? fields[condition.field] : undefined;
    if (field === undefined && unknown === 'ignore') return () => true;
    if (field === undefined || !(field.operators as readonly string[]).includes(condition.operator)) {
      throw badFilter('The filter query contains a key which is not recognized for this api version.');
    }
    return testOf(field, condition);
  });
  return items.filter((item) => tests.every((test) => test(item)));
}

/** `sort=createdAt:desc,name:asc`; items that are equal keep their order. */
export function sorted<T>(items: readonly T[], query: URLSearchParams, fields: FieldTable<T>): readonly T[] {
  const keys = (query.get('sort') ?? '').split(',').filter((key) => key !== '');
  const orders = keys.map((key) => {
    const [name = '', direction = 'asc'] = key.split(':');
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (field === undefined || (direction !== 'asc' && direction !== 'desc')) {
      throw badFilter('The sort expression is not valid for this api version.');
    }
    const sign = direction === 'asc' ? 1 : -1;
    return (a: T, b: T) => sign * ordered(field.of(a), field.of(b));
  });
  return items.toSorted((a, b) => orders.map((order) => order(a, b)).find((result) => result !== 0) ?? 0);
}

export function paged<T>(
  items: readonly T[],
  query: URLSearchParams,
): { readonly pagination: Node; readonly page: readonly T[] } {
  const pageNumber = wholeNumber(query.get('pageNumber'), 1);
  const pageSize = wholeNumber(query.get('pageSize'), DEFAULT_PAGE_SIZE);
  const lastPage = Math.max(1, Math.ceil(items.length / (pageSize ?? 1)));
  if (pageSize === undefined || pageSize > MAX_PAGE_SIZE) {
    throw new Refusal(
      ERROR_CODE.badPageSize,
      `The page size parameter must be an integer from 1 to ${MAX_PAGE_SIZE}.`,
    );
  }
  if (pageNumber === undefined || pageNumber > lastPage) {
    throw new Refusal(ERROR_CODE.badPageNumber, 'The page number is not an integer or is out of range.');
  }
  const from = (pageNumber - 1) * pageSize;
  return {
    // Strings in the JSON dialect too: that is how Tableau writes them.
    pagination: {
      pageNumber: String(pageNumber),
      pageSize: String(pageSize),
      totalAvailable: String(items.length),
    },
    page: items.slice(from, from + pageSize),
  };
}

type Condition = { readonly field: string; readonly operator: string; readonly value: string };

/** Times contain colons, so only the first two divide; commas in brackets do not. */
function conditionsOf(filter: string): readonly Condition[] {
  return filter
    .split(/,(?![^[]*\])/)
    .filter((part) => part.trim() !== '')
    .map((part) => {
      const [, field, operator, value] = /^\s*([^:]+):([^:]+):(.*)$/s.exec(part) ?? [];
      if (field === undefined || operator === undefined || value === undefined) {
        throw badFilter('The filter expression is not valid: it needs field:operator:value.');
      }
      return { field, operator, value };
    });
}

function testOf<T>(field: Field<T>, { operator, value }: Condition): (item: T) => boolean {
  if (field.kind === 'text' || field.kind === 'texts') {
    const wanted = operator === 'in' ? value.replace(/^\[|\]$/g, '').split(',') : [value];
    return (item) => {
      const own = [field.of(item)].flat().map(String);
      if (operator === 'has') return own.some((text) => text.toLowerCase().includes(value.toLowerCase()));
      return own.some((text) => wanted.includes(text));
    };
  }
  const { kind } = field;
  const bound = kind === 'time' ? parseInstant(value) : Number(value);
  if (bound === undefined || Number.isNaN(bound)) {
    throw badFilter(`The filter value '${value}' is not a valid ${kind}.`);
  }
  return (item) => {
    const own = field.of(item);
    return typeof own === 'number' && compares(wholeSecond(own, kind), operator, bound);
  };
}

/** The API shows times in whole seconds and compares what it shows. */
function wholeSecond(value: number, kind: string): number {
  return kind === 'time' ? Math.floor(value / 1000) * 1000 : value;
}

function compares(own: number, operator: string, bound: number): boolean {
  if (operator === 'gt') return own > bound;
  if (operator === 'gte') return own >= bound;
  if (operator === 'lt') return own < bound;
  if (operator === 'lte') return own <= bound;
  return own === bound;
}

function ordered(a: ReturnType<Field<never>['of']>, b: ReturnType<Field<never>['of']>): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const left = String(a ?? '').toLowerCase();
  const right = String(b ?? '').toLowerCase();
  return left < right ? -1 : left > right ? 1 : 0;
}

function wholeNumber(given: string | null, fallback: number): number | undefined {
  if (given === null) return fallback;
  return /^[1-9]\d{0,8}$/.test(given) ? Number(given) : undefined;
}

function badFilter(detail: string): Refusal {
  return new Refusal(ERROR_CODE.unknownFilter, detail);
}

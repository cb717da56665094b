/** Calls within one site and its session, for the parts of the client that each know some of Tableau's documents. */
import type { AppError } from '../app/errors.ts';
import type { Refused } from './errors.ts';
import type { Heard } from './exchange.ts';

export type SiteAsk = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** After /api/<version>/sites/<id> */
  readonly path: string;
  /** The path is the whole one, from "/api/" on: not all of Tableau lies within a site's address. */
  readonly whole?: boolean;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** A document without an error in it is an answer although the status is one of failure. */
  readonly anyStatus?: boolean;
  /** For what is not worth a long wait, milliseconds. */
  readonly deadlineMs?: number;
  /** For lists that Tableau does not page. */
  readonly maxBytes?: number;
};

/** `error` is what to throw when the refusal is the end. */
export type Tried =
  | { readonly kind: 'heard'; readonly heard: Heard }
  | { readonly kind: 'refused'; readonly refused: Refused; readonly error: () => AppError };

export interface SiteCalls {
  /** The REST API's version that the server speaks. */
  version(): Promise<string>;
  call(ask: SiteAsk): Promise<Heard>;
  /** For callers who know a way on after some refusals. */
  tried(ask: SiteAsk): Promise<Tried>;
  /** The answer is not what was asked for. */
  unexpected(status: number): AppError;
}

/** Reads the document of a call, or says that it is not what was asked for. */
export async function decoded<T>(
  calls: SiteCalls,
  ask: SiteAsk,
  decode: (document: unknown) => T | undefined,
): Promise<T> {
  const heard = await calls.call(ask);
  const read = decode(heard.document);
  if (read === undefined) throw calls.unexpected(heard.status);
  return read;
}

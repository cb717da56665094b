/** One request to Tableau and its answer, with every fault as the error that a person can mend. */
import type { Outbound, OutboundRequest } from '../app/ports/outbound.ts';
import { type ReadAnswer, readAnswer } from './answer.ts';
import { decodeError } from './decode.ts';
import { type Doing, oddityError, refusalError, type Refused, silenceError } from './errors.ts';
import { AUTH_HEADER } from './wire.ts';

export type Ask = {
  readonly origin: string;
  readonly method: OutboundRequest['method'];
  /** From "/api/" on. */
  readonly path: string;
  readonly doing: Doing;
  /** The place of the site in the configuration, for errors. */
  readonly where: string;
  readonly token?: string;
  readonly body?: unknown;
  /** Gives the answer up. */
  readonly signal?: AbortSignal;
  /** A document without an error in it is an answer although the status is one of failure. */
  readonly anyStatus?: boolean;
  readonly deadlineMs?: number;
  /** How much of an answer is read; for lists that Tableau does not page. */
  readonly maxBytes?: number;
};

export type Heard = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** `undefined` for an answer without a body. */
  readonly document: unknown;
};

/** Tableau said no; who asked may know a way on (a new session) before it becomes an error. */
export type Refusal = { readonly refused: Refused };

/** "Your IP address is not allowed", "blocked by IP filtering": the words are known from people, not from documents. */
const IP_WORDS = /\bIP[ -]?(address|filter|range|allow)/i;

const MOST_BYTES = 4 * 1024 * 1024;
/** Tableau's test call waits for the destination. */
const DEADLINE = 30_000;

export async function exchange(outbound: Outbound, ask: Ask): Promise<Heard | Refusal> {
  const { where, doing } = ask;
  const result = await outbound.request({
    url: `${ask.origin}${ask.path}`,
    method: ask.method,
    headers: headersOf(ask),
    deadlineMs: ask.deadlineMs ?? DEADLINE,
    maxBytes: ask.maxBytes ?? MOST_BYTES,
    ...(ask.body === undefined ? {} : { body: JSON.stringify(ask.body) }),
    ...(ask.signal === undefined ? {} : { signal: ask.signal }),
  });
  if (result.kind !== 'answer') throw silenceError(result, doing, where);
  const { status, headers } = result;
  if (status >= 300 && status < 400) return { status, headers, document: undefined };
  if (result.truncated) throw oddityError('cut', status, where);
  const read = readAnswer(result.body);
  const error = read.kind === 'document' ? decodeError(read.document) : undefined;
  const isFiltered = (status === 401 || status === 403) && IP_WORDS.test(result.body);
  const isAnswer = ask.anyStatus === true && read.kind === 'document';
  if (error !== undefined || (status >= 400 && !isAnswer))
    return { refused: refusedOf({ status, headers, isFiltered }, error, read, where) };
  return { status, headers, document: documentOf(read, status, where) };
}

export function isRefusal(answer: Heard | Refusal): answer is Refusal {
  return 'refused' in answer;
}

/** For callers to whom every refusal and every redirect is the end. */
export function heardOrThrow(answer: Heard | Refusal, { doing, where }: Ask): Heard {
  if (isRefusal(answer)) throw refusalError(answer.refused, doing, where);
  if (answer.status >= 300 && answer.status < 400) throw oddityError('redirect', answer.status, where);
  return answer;
}

function headersOf({ token, body }: Ask): Record<string, string> {
  return {
    accept: 'application/json',
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(token === undefined ? {} : { [AUTH_HEADER]: token }),
  };
}

/** A page with an error status comes from something in front of Tableau, not from Tableau. */
function refusedOf(
  { status, headers, isFiltered }: Pick<Heard, 'status' | 'headers'> & { readonly isFiltered: boolean },
  error: { code: string; detail: string } | undefined,
  read: ReadAnswer,
  where: string,
): Refused {
  const isPage = error === undefined && read.kind === 'html';
  if (isPage && status !== 429 && !isFiltered) throw oddityError('html', status, where);
  return {
    status,
    code: error?.code,
    detail: error?.detail ?? '',
    retryAfter: headers['retry-after'],
    isFiltered,
  };
}

function documentOf(read: ReadAnswer, status: number, where: string): unknown {
  if (read.kind === 'document') return read.document;
  if (read.kind === 'empty') return undefined;
  throw oddityError(read.kind, status, where);
}

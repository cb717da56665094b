/** Every way in which Tableau can fail us, each with a sentence of its own and what to do about it. */
import { AppError } from '../app/errors.ts';
import { durationText, MINUTE, type Millis } from '../domain/time/instant.ts';
import type { OutboundResult } from '../app/ports/outbound.ts';
import {
  BY_CODE,
  IP_FILTERED,
  NOT_SENT,
  ODDITIES,
  type Oddity,
  SIGN_IN_FORBIDDEN,
  type Row,
  UNKNOWN,
} from './error-sentences.ts';
import { ERROR_CODE } from './wire.ts';

export type Doing = 'sign-in' | 'server-info' | 'read' | 'change';

export type Refused = {
  readonly status: number;
  /** Tableau's own code; missing when the answer had none. */
  readonly code: string | undefined;
  readonly detail: string;
  readonly retryAfter: string | undefined;
  /** Its words say that calls from this address are not taken. */
  readonly isFiltered: boolean;
};

/** An answer with Tableau's error in it. `where` is the site's place in the configuration. */
export function refusalError(refused: Refused, doing: Doing, where: string): AppError {
  const row = rowOf(refused, doing);
  const detail = excerpt(refused.detail);
  const said = refused.code === undefined ? `HTTP ${refused.status}` : `code ${refused.code}`;
  const sentence = `${row.sentence} (Tableau said ${said}${detail === '' ? '' : `: ${detail}`})`;
  return new AppError(row.code, sentence, { path: where, remedy: row.remedy });
}

/** No answer at all, or one that broke off. */
export function silenceError(
  result: Exclude<OutboundResult, { kind: 'answer' }>,
  doing: Doing,
  where: string,
): AppError {
  const row = result.kind === 'unknown' ? UNKNOWN[result.fault] : NOT_SENT[result.fault];
  const unsure =
    result.kind === 'unknown' && doing === 'change'
      ? '; whether Tableau did it is not known: look before you try again'
      : '';
  return new AppError(row.code, `${row.sentence}: ${result.detail}`, {
    path: where,
    remedy: `${row.remedy}${unsure}`,
  });
}

/** An answer that no Tableau gives. */
export function oddityError(oddity: Oddity, status: number, where: string): AppError {
  const row = ODDITIES[oddity];
  return new AppError(row.code, `${row.sentence} (HTTP ${status})`, { path: where, remedy: row.remedy });
}

export function noSignIn(where: string): AppError {
  return new AppError('configuration', 'the site has no sign-in, so Tableau cannot be asked', {
    path: where,
    remedy: 'add pat: { name, secret } to the site',
  });
}

export function tokenShared(left: Millis, where: string): AppError {
  return new AppError(
    'conflict',
    `another program signs in with the same token, which ends Tabduty's session each time; Tabduty leaves it in peace for ${durationText(Math.ceil(left / MINUTE) * MINUTE)}`,
    { path: where, remedy: 'give Tabduty a token of its own: tabduty token rotate SITE' },
  );
}

export function noTokens(version: string, where: string): AppError {
  return new AppError(
    'configuration',
    `this Tableau Server speaks REST API ${version}, which has no personal access tokens: they came with 3.6 (2019.4)`,
    {
      path: where,
      remedy:
        'write login: { user, password } in place of pat, and intake: pull, because it has no webhooks either',
    },
  );
}

export function noWebhooks(version: string, where: string): AppError {
  return new AppError(
    'unavailable',
    `this Tableau Server speaks REST API ${version}, which has no webhooks: they came with 3.6 (2019.4)`,
    { path: where, remedy: 'write intake: pull for the site, or update Tableau Server to 2019.4' },
  );
}

export function noUpdate(version: string, where: string): AppError {
  return new AppError(
    'unavailable',
    `this Tableau Server speaks REST API ${version}, which cannot change webhooks: that came with 3.8 (2020.2)`,
    { path: where, remedy: 'delete the webhook and create it anew, or update Tableau Server' },
  );
}

export function noTestResult(where: string): AppError {
  return oddityError('unexpected', 200, where);
}

function rowOf({ status, code, retryAfter, isFiltered }: Refused, doing: Doing): Row {
  if (isFiltered) return IP_FILTERED;
  if (status === 403 && doing === 'sign-in') return SIGN_IN_FORBIDDEN;
  if (status === 429 || code === ERROR_CODE.tooManyRequests) return tooMany(retryAfter);
  const row = code === undefined ? undefined : BY_CODE[code];
  if (row !== undefined) return row;
  if (status === 401 && doing === 'sign-in') return row_(BY_CODE[ERROR_CODE.signInFailed]);
  if (status === 401) return row_(BY_CODE[ERROR_CODE.sessionInvalid]);
  if (status === 403) return row_(BY_CODE[ERROR_CODE.forbidden]);
  if (status === 404) return row_(BY_CODE[ERROR_CODE.uriUnknown]);
  if (status >= 500) return row_(BY_CODE[ERROR_CODE.internal]);
  return OTHER;
}

const OTHER: Row = {
  code: 'unreachable',
  sentence: 'Tableau refused the call for a reason that Tabduty does not know',
  remedy: 'the code is in the list of errors of the Tableau REST API reference',
};

function row_(row: Row | undefined): Row {
  return row ?? OTHER;
}

function tooMany(retryAfter: string | undefined): Row {
  const seconds = retryAfter !== undefined && /^\d{1,6}$/.test(retryAfter) ? Number(retryAfter) : undefined;
  return {
    code: 'unavailable',
    sentence: 'Tableau has been asked too often and refuses for a while',
    remedy: seconds === undefined ? 'try again in some minutes' : `try again in ${seconds} s`,
  };
}

/** Tableau's own words, short and on one line. */
function excerpt(detail: string): string {
  const line = detail.replace(/\s+/g, ' ').trim();
  return line.length > 200 ? `${line.slice(0, 199)}…` : line;
}

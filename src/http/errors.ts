/** The one table from errors to HTTP: `application/problem+json`, never with an inner message of a bug. */
import type { AppErrorCode, InputFault } from '../app/errors.ts';
import { AppError } from '../app/errors.ts';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { requestFault } from './input-faults.ts';

export type Problem = {
  readonly type: 'about:blank';
  readonly status: number;
  readonly title: string;
  readonly code?: AppErrorCode;
  readonly path?: string;
  readonly remedy?: string;
  /** Each of several things that are wrong; the title has all of them too. */
  readonly faults?: readonly InputFault[];
};

const STATUS: Readonly<Record<AppErrorCode, number>> = {
  'not-found': 404,
  conflict: 409,
  'wrong-use': 400,
  configuration: 422,
  unreachable: 502,
  denied: 403,
  unavailable: 503,
  environment: 500,
};

export function problemOf(error: unknown): Problem {
  if (error instanceof AppError) {
    return {
      type: 'about:blank',
      status: STATUS[error.code],
      title: error.message,
      code: error.code,
      ...(error.path === undefined ? {} : { path: error.path }),
      ...(error.remedy === undefined ? {} : { remedy: error.remedy }),
      ...(error.faults.length === 0 ? {} : { faults: error.faults }),
    };
  }
  if (hasZodFastifySchemaValidationErrors(error)) return problemOf(requestFault(error.validation));
  const status = statusOfFramework(error);
  if (status !== undefined && error instanceof Error)
    return { type: 'about:blank', status, title: error.message };
  return { type: 'about:blank', status: 500, title: 'Tabduty made a mistake; its log says more' };
}

/** Fastify's own refusals (a body that is no JSON, too large, a schema that does not hold) are the caller's to mend. */
function statusOfFramework(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('statusCode' in error)) return undefined;
  const { statusCode } = error;
  return typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500 ? statusCode : undefined;
}

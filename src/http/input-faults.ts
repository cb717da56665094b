/** What is wrong with an input, in words: the same over HTTP and within this process. */
import type { z } from 'zod';
import { AppError } from '../app/errors.ts';

/** What the schema library says of one fault, as far as it is told here. */
type Issue = {
  readonly path: string;
  readonly code: string | undefined;
  readonly message: string;
  readonly params: Readonly<Record<string, unknown>>;
};

export function inputFault(error: z.ZodError): AppError {
  return faultOf(
    error.issues.map(({ path, code, message, ...params }) => ({
      path: path.join('.'),
      code,
      message,
      params,
    })),
  );
}

/** As the HTTP framework hands them on. */
export type RequestIssue = {
  readonly instancePath: string;
  readonly keyword: string;
  readonly message?: string;
  readonly params: Readonly<Record<string, unknown>>;
};

export function requestFault(issues: readonly RequestIssue[]): AppError {
  return faultOf(
    issues.map(({ instancePath, keyword: code, message = '', params }) => ({
      ...{ path: instancePath.replace(/^\//, '').replaceAll('/', '.'), code, message, params },
    })),
  );
}

function faultOf(issues: readonly Issue[]): AppError {
  const said = issues.map((issue) => `${issue.path || 'the input'} ${sentence(issue)}`);
  return new AppError('wrong-use', said.join('; '));
}

function sentence({ code, message, params }: Issue): string {
  const unit = params['origin'] === 'string' ? ' characters' : params['origin'] === 'array' ? ' entries' : '';
  switch (code) {
    case 'too_big':
      return unit === ''
        ? `must be at most ${params['maximum']}`
        : `may have at most ${params['maximum']}${unit}`;
    case 'too_small':
      if (unit === '') return `must be at least ${params['minimum']}`;
      return params['minimum'] === 1 ? 'must not be empty' : `must have at least ${params['minimum']}${unit}`;
    case 'invalid_type':
      if (message.endsWith('received undefined')) return 'is missing';
      return `must be ${EXPECTED[String(params['expected'])] ?? params['expected']}`;
    case 'invalid_value':
      return Array.isArray(params['values']) ? `must be one of ${params['values'].join(', ')}` : message;
    case 'invalid_format':
      if (params['format'] !== 'datetime') return message;
      return 'must be a time with its zone, such as 2026-11-02T03:15:00Z';
    case 'unrecognized_keys':
      return `has keys that are not known: ${Array.isArray(params['keys']) ? params['keys'].join(', ') : ''}`;
    case 'invalid_union':
      return 'must be text or a list of texts';
    default:
      return `is not as expected: ${message}`;
  }
}

const EXPECTED: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map of keys and values',
  record: 'a map of keys and values',
};

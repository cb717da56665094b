/** How the simulated REST API says no, and how the simulator itself tells its user of a mistake. */
import { ERROR_CODE } from '../../tableau/wire.ts';

const SUMMARIES: Readonly<Record<string, string>> = {
  '400': 'Bad Request',
  '403': 'Forbidden',
  '404': 'Resource Not Found',
  '405': 'Invalid Request Method',
  '408': 'Request Timeout',
  '409': 'Resource Conflict',
  '429': 'Too Many Requests',
  '500': 'Internal Server Error',
};

/** An error answer. The first three digits of a Tableau code are its HTTP status. */
export class Refusal extends Error {
  readonly code: string;
  readonly summary: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: string, detail: string, headers: Readonly<Record<string, string>> = {}) {
    super(detail);
    this.code = code;
    this.status = Number(code.slice(0, 3));
    this.summary = summaryOf(code);
    this.headers = headers;
  }
}

export const malformed = (): Refusal =>
  new Refusal(ERROR_CODE.badRequest, 'Payload is either malformed or incomplete');

export const notSignedIn = (): Refusal =>
  new Refusal(ERROR_CODE.notSignedIn, 'No authentication credentials were provided.');

export const signInFailed = (): Refusal =>
  new Refusal(ERROR_CODE.signInFailed, 'Error signing in to Tableau Server');

/** A mistake of whoever drives the simulator: no such content, no such reason. The message says what to write. */
export class ControlMistake extends Error {}

function summaryOf(code: string): string {
  if (code === ERROR_CODE.signInFailed) return 'Signin Error';
  if (code.startsWith('401')) return 'Unauthorized Access';
  return SUMMARIES[code.slice(0, 3)] ?? 'Error';
}

/** Errors that somebody can mend. Everything else that is thrown is a bug and keeps its cause. */
import { hint } from '../domain/nearest.ts';

export type AppErrorCode =
  | 'not-found'
  | 'conflict'
  | 'wrong-use'
  | 'configuration'
  | 'unreachable'
  | 'denied'
  | 'unavailable'
  | 'environment';

/** One thing that is wrong with what was asked for: where, what, and what to do. */
export type InputFault = { readonly path: string; readonly message: string; readonly remedy?: string };

/**
 * A sentence for the person who can mend it. `code` decides exit code and HTTP status, `path` says where
 * (a configuration path, a file, an address), `remedy` says what to do.
 */
export class AppError extends Error {
  readonly code: AppErrorCode;
  readonly path: string | undefined;
  readonly remedy: string | undefined;
  /** Each of several things that are wrong; the sentence has all of them too. */
  readonly faults: readonly InputFault[];

  constructor(
    code: AppErrorCode,
    sentence: string,
    more: { path?: string; remedy?: string; cause?: unknown; faults?: readonly InputFault[] } = {},
  ) {
    super(sentence, more.cause === undefined ? undefined : { cause: more.cause });
    this.name = 'AppError';
    this.code = code;
    this.path = more.path;
    this.remedy = more.remedy;
    this.faults = more.faults ?? [];
  }
}

/** All that is wrong at once, so that nobody mends one thing to hear of the next. */
export function faultyInput(faults: readonly InputFault[]): AppError {
  const [first] = faults;
  if (first !== undefined && faults.length === 1) {
    const { message, ...more } = first;
    return new AppError('wrong-use', message, more);
  }
  const said = faults.map(({ path, message }) => `${path}: ${message}`);
  return new AppError('wrong-use', said.join('; '), { faults });
}

/** What of its kind there is, is listed by a command; an id is the first column there. */
const LISTED: Readonly<Record<string, string>> = {
  alert: 'tabduty alerts list',
  event: 'tabduty events list',
  call: 'tabduty calls list',
  delivery: 'tabduty deliveries list',
  silence: 'tabduty silences list',
  secret: 'tabduty secret list',
  revision: 'tabduty config history',
  override: 'tabduty overrides list',
  calendar: 'tabduty on-call calendars',
  page: 'tabduty on-call pages',
  escalation: 'tabduty config show',
  person: 'tabduty people list',
  schedule: 'tabduty on-call',
  site: 'tabduty config show',
  receiver: 'tabduty config show',
};

/** What of the configuration has this name. */
export function named<T>(what: string, name: string, all: ReadonlyMap<string, T>): T {
  const found = all.get(name);
  if (found === undefined) throw notFound(what, name, all.keys());
  return found;
}

/** `known`: the names that there are, where they are few enough to be at hand. */
export function notFound(what: string, id: string, known: Iterable<string> = []): AppError {
  const list = LISTED[what];
  const byCommand = list === undefined ? {} : { remedy: `what there is: ${list}` };
  return new AppError('not-found', `there is no ${what} ${JSON.stringify(id)}`, {
    ...byCommand,
    ...hint(id, [...known]),
  });
}

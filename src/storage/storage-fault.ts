/** What can go wrong below the store, told apart by what somebody has to do about it. */

export type FaultKind =
  | 'full'
  | 'io'
  /** A sync failed: what became of the bytes is not known, and the system may tell it only once. */
  | 'unsynced'
  | 'busy'
  | 'corrupt'
  /** It is whole, and lacks what was written. */
  | 'lost'
  | 'newer'
  | 'unsafe'
  | 'cannot-open'
  | 'readonly'
  | 'closed';

/** The store could not do it; nothing was written. A bug (a wrong statement) is never one of these. */
export class StorageFault extends Error {
  readonly kind: FaultKind;

  constructor(kind: FaultKind, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'StorageFault';
    this.kind = kind;
  }
}

/** Primary result codes, https://www.sqlite.org/rescode.html */
const KINDS: ReadonlyMap<number, FaultKind> = new Map([
  [5, 'busy'],
  [6, 'busy'],
  [8, 'readonly'],
  [10, 'io'],
  [11, 'corrupt'],
  [13, 'full'],
  [14, 'cannot-open'],
  [26, 'corrupt'],
]);

const CONSTRAINT_PRIMARY_KEY = 1555;
const CONSTRAINT_UNIQUE = 2067;
const IOERR_FSYNC = 1034;

/** 'unique' for a taken unique value, a fault's kind, or `undefined` when it is a bug. */
export function classify(error: unknown): FaultKind | 'unique' | undefined {
  if (error instanceof StorageFault) return error.kind;
  const code = codeOf(error);
  if (code === undefined) return undefined;
  if (code === CONSTRAINT_PRIMARY_KEY || code === CONSTRAINT_UNIQUE) return 'unique';
  if (code === IOERR_FSYNC) return 'unsynced';
  return KINDS.get(code & 0xff);
}

function codeOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error)) return undefined;
  return typeof error.errcode === 'number' ? error.errcode : undefined;
}

/** The same error as a StorageFault when it is one of the store's, else as it is. */
export function faultOf(error: unknown): unknown {
  if (error instanceof StorageFault) return error;
  const kind = classify(error);
  if (kind === undefined || kind === 'unique') return error;
  return new StorageFault(kind, error instanceof Error ? error.message : String(error), error);
}

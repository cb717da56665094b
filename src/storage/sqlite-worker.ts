/** A thread that owns one SQLite connection: the writer commits in groups, the reader answers questions. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Questions } from '../app/ports/questions.ts';
import { commitUnpacker, type PackedCommits } from './packed-commits.ts';
import { type CommitResult, SqliteCore } from './sqlite-core.ts';
import { type FaultKind, StorageFault } from './storage-fault.ts';

export type WorkerStart = { readonly path: string; readonly role: 'writer' | 'reader' };

export type ToWorker =
  /** Answered by `ready` or `failed`. */
  | { readonly kind: 'open' }
  | { readonly kind: 'commit'; readonly packed: PackedCommits }
  | {
      readonly kind: 'ask';
      readonly asks: readonly { readonly question: keyof Questions; readonly args: unknown }[];
    }
  | { readonly kind: 'close' };

type Failure = { readonly fault: FaultKind | undefined; readonly message: string };

export type FromWorker =
  | { readonly kind: 'ready'; readonly migrated: { readonly from: number; readonly to: number } | undefined }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'committed'; readonly results: readonly CommitResult[] | Failure }
  | { readonly kind: 'answered'; readonly answers: readonly ({ readonly answer: unknown } | Failure)[] }
  | { readonly kind: 'closed' };

const port = parentPort;
if (port === null) throw new Error('the SQLite worker must be started as a worker thread');
const reply = (message: FromWorker) => port.postMessage(message);

const { path, role } = workerData as WorkerStart;
let core: SqliteCore | undefined;
const unpack = commitUnpacker();

function open(): SqliteCore | undefined {
  try {
    const opened = new SqliteCore(path, role);
    reply({ kind: 'ready', migrated: role === 'writer' ? opened.migrate() : undefined });
    return opened;
  } catch (error) {
    reply({ kind: 'failed', failure: failureOf(error) });
    return undefined;
  }
}

port.on('message', (message: ToWorker) => {
  if (message.kind === 'open') {
    core = open();
    return;
  }
  const db = core;
  if (db === undefined) return;
  switch (message.kind) {
    case 'commit':
      return reply({ kind: 'committed', results: commit(db, message.packed) });
    case 'ask':
      return reply({ kind: 'answered', answers: message.asks.map((a) => ask(db, a.question, a.args)) });
    case 'close':
      db.close();
      reply({ kind: 'closed' });
      port.close();
  }
});

function commit(db: SqliteCore, packed: PackedCommits): readonly CommitResult[] | Failure {
  try {
    return db.commitGroup(unpack(packed));
  } catch (error) {
    return failureOf(error);
  }
}

function ask(
  db: SqliteCore,
  question: keyof Questions,
  args: unknown,
): { readonly answer: unknown } | Failure {
  try {
    return { answer: db.ask(question, args as never) };
  } catch (error) {
    return failureOf(error);
  }
}

function failureOf(error: unknown): Failure {
  if (error instanceof StorageFault) return { fault: error.kind, message: error.message };
  return {
    fault: undefined,
    message: error instanceof Error ? (error.stack ?? error.message) : String(error),
  };
}

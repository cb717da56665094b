/** The store on SQLite as the service uses it: one writer thread, one reader thread, commits and questions in groups. */
import { Worker } from 'node:worker_threads';
import type { Committed, Store } from '../app/ports/store.ts';
import type { Instant } from '../domain/time/instant.ts';
import type { TableName } from '../domain/records.ts';
import { workIn } from '../domain/work.ts';
import { systemClock } from '../platform/clock.ts';
import { Batcher } from './batcher.ts';
import { CommitQueue, type Commits } from './commit-queue.ts';
import type { FromWorker, ToWorker, WorkerStart } from './sqlite-worker.ts';
import { commitPacker } from './packed-commits.ts';
import { StorageFault } from './storage-fault.ts';

export type SqliteStore = Store & {
  /** How many commits wait for the disk right now. */
  waiting(): number;
  /** Why the last commits could not be written; `undefined` once one has been. */
  fault(): StorageFault | undefined;
  /** Called when commits begin to fail, or fail in another way, and with `undefined` when they succeed again. */
  onFault(listener: (fault: StorageFault | undefined) => void): void;
  /** From which schema version to which the start has brought the database. */
  readonly migrated: { readonly from: number; readonly to: number };
  /** Everything begun is finished first. */
  close(): Promise<void>;
};

/**
 * For what a thread makes and throws away at once, which is all that it makes. Left alone it takes 64 MB for that. Nothing
 * ends at this limit: it is cleared more often.
 */
const YOUNG_MB = 24;

/** While another program holds the database: so often is looked whether it still does, milliseconds. */
const LOOK_AGAIN = 1000;

type Ask = Extract<ToWorker, { kind: 'ask' }>['asks'][number];

/** `now` only tells what is due soon. */
export async function openSqliteStore(
  path: string,
  now: () => Instant = systemClock.now,
): Promise<SqliteStore> {
  const [writer, reader] = await startBoth(path);
  const listeners = new Set<Parameters<Store['onCommit']>[0]>();

  // Nobody may want to write when the lock ends, and what failed meanwhile waits for the news.
  const health = storeHealth(() => void commits.push([], 'other').catch(() => undefined));
  const pack = commitPacker();
  const send = async (batch: Commits): Promise<readonly (Committed | Error)[]> => {
    const { packed, transfer, bugs } = pack(batch);
    const message = await writer.send({ kind: 'commit', packed }, transfer).catch((error: Error) => {
      throw health.failed(error);
    });
    if (message.kind !== 'committed') throw new Error(`the writer answered ${message.kind}`);
    if ('message' in message.results) throw health.failed(failureFrom(message.results));
    health.worked();
    const touched = new Set<TableName>();
    const work = new Set<TableName>();
    const results = message.results.map((result, i) => {
      const bug = bugs.get(i);
      if (bug !== undefined) return bug;
      if (typeof result !== 'string') return new Error(`the store could not write: ${result.bug}`);
      if (result === 'done') {
        for (const change of batch[i] ?? []) touched.add(change.table);
        for (const table of workIn(batch[i] ?? [], now())) work.add(table);
      }
      return result;
    });
    for (const listener of listeners) listener(touched, work);
    return results;
  };
  const commits = new CommitQueue(send, () => performance.now());

  const asks = new Batcher<Ask, unknown>(64, async (batch) => {
    const message = await reader.send({ kind: 'ask', asks: batch });
    if (message.kind !== 'answered') throw new Error(`the reader answered ${message.kind}`);
    return message.answers.map((a) => ('answer' in a ? { value: a.answer } : failureFrom(a))).map(unwrap);
  });

  return {
    ask: (question, args) => asks.push({ question, args }) as never,
    commit: (changes, rank = 'other') =>
      changes.length === 0 ? Promise.resolve('done') : commits.push(changes, rank),
    onCommit(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    waiting: () => commits.size,
    fault: health.fault,
    onFault: health.onFault,
    migrated: writer.migrated ?? { from: 0, to: 0 },
    async close() {
      health.close();
      await commits.idle();
      await asks.idle();
      await reader.stop();
      await writer.stop();
    },
  };
}

function storeHealth(look: () => void) {
  let fault: StorageFault | undefined;
  let looking: NodeJS.Timeout | undefined;
  const listeners = new Set<(fault: StorageFault | undefined) => void>();
  const become = (next: StorageFault | undefined) => {
    const changed = next?.kind !== fault?.kind;
    fault = next;
    clearTimeout(looking);
    if (next?.kind === 'busy') looking = setTimeout(look, LOOK_AGAIN).unref();
    if (changed) for (const listener of listeners) listener(next);
  };
  return {
    fault: () => fault,
    onFault: (listener: (fault: StorageFault | undefined) => void) => void listeners.add(listener),
    worked: () => become(undefined),
    close: () => clearTimeout(looking),
    failed(error: Error): Error {
      if (error instanceof StorageFault) become(error);
      return error;
    },
  };
}

/**
 * The threads load their code side by side, which is most of a start. The reader opens the database after the writer:
 * two that turn on the write-ahead log of a new file at once can find it locked, whatever their patience.
 */
async function startBoth(path: string): Promise<[Running, Running]> {
  const [writing, reading] = [newThread({ path, role: 'writer' }), newThread({ path, role: 'reader' })];
  try {
    const writer = await openIn(writing, 'writer');
    return [writer, await openIn(reading, 'reader')];
  } catch (error) {
    await Promise.all([writing.terminate(), reading.terminate()]);
    throw error;
  }
}

function unwrap(answer: { readonly value: unknown } | Error): unknown {
  return answer instanceof Error ? answer : answer.value;
}

function failureFrom(failure: {
  readonly fault: StorageFault['kind'] | undefined;
  readonly message: string;
}): Error {
  return failure.fault === undefined
    ? new Error(failure.message)
    : new StorageFault(failure.fault, failure.message);
}

type Running = {
  send(message: ToWorker, transfer?: readonly ArrayBuffer[]): Promise<FromWorker>;
  stop(): Promise<void>;
  readonly migrated: { readonly from: number; readonly to: number } | undefined;
};

/** The compiled build has .js beside this file, a checkout .ts. */
function workerUrl(): URL {
  return new URL(`./sqlite-worker${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url);
}

function newThread(start: WorkerStart): Worker {
  const resourceLimits = { maxYoungGenerationSizeMb: YOUNG_MB };
  return new Worker(workerUrl(), { workerData: start, name: `sqlite-${start.role}`, resourceLimits });
}

async function openIn(worker: Worker, role: WorkerStart['role']): Promise<Running> {
  // One message is under way at a time, so that the next answer belongs to it.
  let settle: { done: (message: FromWorker) => void; fail: (error: Error) => void } | undefined;
  let dead: Error | undefined;
  worker.on('message', (message: FromWorker) => settle?.done(message));
  const fail = (error: Error) => {
    dead = error;
    settle?.fail(error);
  };
  worker.on('error', fail);
  worker.on('exit', (code) => fail(new StorageFault('closed', `the ${role} thread ended (exit ${code})`)));

  const answer = () =>
    new Promise<FromWorker>((done, failed) => {
      if (dead) return failed(dead);
      settle = { done, fail: failed };
    });
  const opened = answer();
  worker.postMessage({ kind: 'open' } satisfies ToWorker);
  const ready = await opened;
  if (ready.kind === 'failed') throw failureFrom(ready.failure);
  return {
    send(message, transfer = []) {
      const answered = answer();
      worker.postMessage(message, transfer);
      return answered;
    },
    async stop() {
      const closed = answer().catch(() => undefined);
      worker.postMessage({ kind: 'close' } satisfies ToWorker);
      await closed;
      await worker.terminate();
    },
    migrated: ready.kind === 'ready' ? ready.migrated : undefined,
  };
}

/** The thread of one what-if: its own connection to the database, which it only reads. */
import { parentPort, workerData } from 'node:worker_threads';
import { AppError } from './app/errors.ts';
import { newestPolicy } from './app/policy/load-policy.ts';
import { EMPTY_POLICY } from './app/policy/policy-holder.ts';
import type { SecretAnswer, SecretSource } from './app/ports/config.ts';
import { whatIf } from './app/story/what-if.ts';
import { checker } from './checker.ts';
import { DESTINATIONS } from './destinations/registry.ts';
import { re2Regexes } from './platform/regexes.ts';
import { openSqliteReader } from './storage/sqlite-reader.ts';
import type { FromWhatIf, ToWhatIf, WhatIfStart } from './what-if-thread.ts';

const port = parentPort;
if (port === null) throw new Error('a what-if must be started as a worker thread');
const tell = (message: FromWhatIf) => port.postMessage(message);
const { path, wish } = workerData as WhatIfStart;

const waiting = new Map<string, (answer: SecretAnswer) => void>();
port.on('message', ({ key, answer }: ToWhatIf) => waiting.get(key)?.(answer));
const secrets: SecretSource = {
  lookup: (of, name) =>
    new Promise((found) => {
      const key = `${of}:${name}`;
      waiting.set(key, found);
      tell({ kind: 'secret', key, of, name });
    }),
};

const store = openSqliteReader(path);
const check = checker(secrets);

try {
  const policy = (await newestPolicy({ store, check }))?.policy ?? EMPTY_POLICY;
  const deps = {
    store,
    check,
    policy: { current: () => policy },
    registry: DESTINATIONS,
    regexes: re2Regexes,
  };
  const answer = await whatIf(deps, wish, (done, of) => tell({ kind: 'progress', done, of }));
  tell({ kind: 'answer', answer });
} catch (error) {
  tell({ kind: 'failed', failure: failureOf(error) });
} finally {
  store.close();
  port.close();
}

function failureOf(error: unknown) {
  if (error instanceof AppError) return { code: error.code, message: error.message, remedy: error.remedy };
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { code: undefined, message, remedy: undefined };
}

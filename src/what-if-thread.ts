/** Runs a what-if in a thread of its own, so that calls and messages do not wait for it; nothing of it outlives its answer. */
import { Worker } from 'node:worker_threads';
import { AppError, type AppErrorCode } from './app/errors.ts';
import type { SecretAnswer, SecretKind, SecretSource } from './app/ports/config.ts';
import { DAY, HOUR } from './domain/time/instant.ts';
import type { WhatIf, WhatIfWish } from './app/story/what-if.ts';
import type { WhatIfRun } from './app/story/what-if-desk.ts';

export type WhatIfStart = { readonly path: string; readonly wish: WhatIfWish };

/** Secrets are looked up where the key is. */
export type ToWhatIf = { readonly key: string; readonly answer: SecretAnswer };

export type FromWhatIf =
  | { readonly kind: 'secret'; readonly key: string; readonly of: SecretKind; readonly name: string }
  | { readonly kind: 'progress'; readonly done: number; readonly of: number }
  | { readonly kind: 'answer'; readonly answer: WhatIf }
  | { readonly kind: 'failed'; readonly failure: Failure };

type Failure = {
  readonly code: AppErrorCode | undefined;
  readonly message: string;
  readonly remedy: string | undefined;
};

/** A history that is too large for it must not take the memory of the service. */
const MOST_MEMORY_MB = 512;

export function whatIfThread(
  path: string,
  secrets: SecretSource,
  mostMemoryMb: number = MOST_MEMORY_MB,
): WhatIfRun {
  return (wish, progress, signal) =>
    new Promise((done, failed) => {
      const worker = new Worker(workerUrl(), {
        workerData: { path, wish } satisfies WhatIfStart,
        name: 'what-if',
        resourceLimits: { maxOldGenerationSizeMb: mostMemoryMb },
      });
      const end = () => void worker.terminate();
      signal.addEventListener('abort', end);
      if (signal.aborted) end();
      worker.on('message', (message: FromWhatIf) => {
        switch (message.kind) {
          case 'secret':
            return void secrets
              .lookup(message.of, message.name)
              .then((answer) => worker.postMessage({ key: message.key, answer } satisfies ToWhatIf), failed);
          case 'progress':
            return progress(message.done, message.of);
          case 'answer':
            return done(message.answer);
          case 'failed':
            return failed(errorOf(message.failure));
        }
      });
      worker.on('error', (error) => failed(overMemory(error, wish, mostMemoryMb) ?? error));
      worker.on('exit', () => {
        signal.removeEventListener('abort', end);
        failed(new AppError('conflict', 'the what-if was ended', { remedy: 'begin it again' }));
      });
    });
}

function errorOf({ code, message, remedy }: Failure): Error {
  if (code === undefined) return new Error(message);
  return new AppError(code, message, remedy === undefined ? {} : { remedy });
}

function overMemory(error: unknown, wish: WhatIfWish, mostMb: number): AppError | undefined {
  if ((error as NodeJS.ErrnoException).code !== 'ERR_WORKER_OUT_OF_MEMORY') return undefined;
  return new AppError('environment', `the what-if needs more than ${mostMb} MB of memory`, {
    remedy: `look at a shorter time: --since ${halfOf(wish)}`,
    cause: error,
  });
}

function halfOf({ since, to }: WhatIfWish): string {
  const half = (to - since) / 2;
  return half >= DAY ? `${Math.floor(half / DAY)}d` : `${Math.max(1, Math.floor(half / HOUR))}h`;
}

/** A compiled build has .js beside this file, a checkout .ts. */
function workerUrl(): URL {
  return new URL(`./what-if-worker${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url);
}

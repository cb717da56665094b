/** The processes beside the service: the load generator, the bare server and the sink, asked over IPC. */
import { type ChildProcess, fork } from 'node:child_process';
import type { LoadOrder, LoadResult } from './load.ts';
import type { FromSink, ToSink } from './sink.ts';

export type Children = {
  readonly barePort: number;
  readonly barePid: number;
  readonly sinkPort: number;
  load(order: LoadOrder): Promise<LoadResult>;
  sink(order: ToSink): Promise<FromSink>;
  end(): void;
};

export async function startChildren(): Promise<Children> {
  const [bare, sink, load] = ['bare', 'sink', 'load'].map((name) =>
    fork(new URL(`./${name}.ts`, import.meta.url)),
  ) as [ChildProcess, ChildProcess, ChildProcess];
  const [{ port: barePort }, { port: sinkPort }] = await Promise.all([
    answerOf<{ port: number }>(bare),
    answerOf<FromSink>(sink),
  ]);
  return {
    barePort,
    barePid: bare.pid ?? 0,
    sinkPort,
    load: (order) => asked<LoadResult>(load, order),
    sink: (order) => asked<FromSink>(sink, order),
    end() {
      for (const child of [bare, sink, load]) child.disconnect();
    },
  };
}

function asked<Answer>(child: ChildProcess, order: object | string): Promise<Answer> {
  const answer = answerOf<Answer>(child);
  child.send(order);
  return answer;
}

function answerOf<Answer>(child: ChildProcess): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const gone = (code: number | null) =>
      reject(new Error(`a process of the measurement ended (exit ${code})`));
    child.once('exit', gone);
    child.once('message', (message) => {
      child.off('exit', gone);
      resolve(message as Answer);
    });
  });
}

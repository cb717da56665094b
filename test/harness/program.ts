/** The real program in a process of its own, which a test may signal or kill. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { readRunFile } from '../../src/platform/data-folder.ts';

const PROGRAM = fileURLToPath(new URL('../../bin/tabduty.js', import.meta.url));

export type Program = {
  /** The private listener, with the token for it. */
  readonly url: string;
  readonly token: string;
  /** All that it wrote, for the message of a test that fails. */
  output(): string;
  kill(): Promise<void>;
  /** Asks it to stop; resolves with its exit code. */
  stop(): Promise<number | undefined>;
  /** Resolves with the exit code when it has ended by itself; `undefined` after a signal. */
  exited(): Promise<number | undefined>;
};

export type HowToStart = {
  /** Another copy of the program than this checkout's. */
  readonly program?: string;
  /** What the program runs under: a tracer with its arguments. */
  readonly under?: readonly string[];
};

/** Resolves when the program says that it is ready. */
export async function startProgram(
  data: string,
  args: readonly string[],
  { program = PROGRAM, under = [] }: HowToStart = {},
): Promise<Program> {
  const [command = '', ...rest] = [...under, process.execPath, program, 'serve', '--data', data];
  const child = spawn(command, [...rest, '--listen', '127.0.0.1:0', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const ended = once(child, 'exit');
  await new Promise<void>((resolve, reject) => {
    const hear = (piece: Buffer) => {
      output += piece.toString();
      if (output.includes('Tabduty is ready')) resolve();
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    void ended.then(() => reject(new Error(`the program ended before it was ready: ${output}`)));
  });
  const exited = async () => {
    await ended;
    return child.exitCode ?? undefined;
  };
  const run = readRunFile(data);
  if (run === undefined) throw new Error(`no run.json: ${output}`);
  return {
    url: run.url,
    token: run.token,
    output: () => output,
    kill: () => kill(child, ended),
    stop: async () => {
      // The program itself, not what it may run under.
      process.kill(run.pid, 'SIGTERM');
      return exited();
    },
    exited,
  };
}

async function kill(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  child.kill('SIGKILL');
  await ended;
}

/** Lets syncs of the disk fail, after which nothing may be acknowledged and the service must end with an error. */
import { configIn, postAll, serve, storedIn } from './scenario.ts';
import type { Place } from './sweep.ts';

export type SyncFaultResult = {
  readonly answered: number;
  readonly exitCode: number | undefined;
  readonly faults: readonly string[];
};

/** Enough syncs for a start; the configuration and the first posts come after it. */
const FROM = 80;

export async function failSyncs({ data, config, folder }: Place): Promise<SyncFaultResult> {
  const inject = ['-e', 'trace=fsync,fdatasync', '-e', `inject=fsync,fdatasync:error=EIO:when=${FROM}+`];
  const under = ['strace', '-f', ...inject, '-o', `${folder}/trace`];
  const program = await serve(data, config, { under });
  const first = await postAll(program, { from: 1, to: 1000, connections: 10 });
  const later = await postAll(program, { from: 1001, to: 1020, connections: 10 });
  const exitCode = await program.exited();
  const again = await serve(data, configIn(folder), {});
  await again.stop();
  const stored = storedIn(data);
  const faults = first.filter((n) => !stored.has(n)).map((n) => `mark ${n} was answered 200 and is lost`);
  if (later.length > 0) faults.push(`${later.length} posts were answered 200 after a sync had failed`);
  if (exitCode !== 1) faults.push(`the service ended with ${exitCode}, not with 1`);
  return { answered: first.length, exitCode, faults };
}

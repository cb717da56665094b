/** Logs refused calls so that a flood of them cannot flood the log: one line a minute for each reason. */
import type { Log } from '../app/ports/log.ts';
import { MINUTE } from '../domain/time/instant.ts';
import type { IntakeRefusal } from './intake.ts';

export function refusalLog(log: Log, mono: () => number): (reason: IntakeRefusal, remote: string) => void {
  const state = new Map<IntakeRefusal, { at: number; unsaid: number }>();
  return (reason, remote) => {
    const last = state.get(reason);
    if (last !== undefined && mono() - last.at < MINUTE) {
      last.unsaid += 1;
      return;
    }
    state.set(reason, { at: mono(), unsaid: 0 });
    log.warn({ reason, remote, unsaid: last?.unsaid ?? 0 }, 'a call was refused');
  };
}

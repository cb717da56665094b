/** `resume`: after a restore, shows what waits and lets it go, or drops what is old. */
import { resumeSending, showSending } from '../../api/sending.ts';
import { AppError } from '../../app/errors.ts';
import type { CliCommand } from '../command.ts';
import type { Output } from '../output.ts';
import { localTime } from '../times.ts';

export const resumeCommand: CliCommand = {
  words: 'resume',
  summary: 'After a restore: shows what waits to be sent, and lets it go',
  options: [
    { flags: '--drop-pending', help: 'do not send what was decided before the restore, or only repeats it' },
    { flags: '--plan', help: 'only show what waits' },
    { flags: '--yes', help: 'do not ask' },
  ],
  async run({ faces, options, out }) {
    const api = await faces.api();
    const state = await api.call(showSending, {});
    const plan = options['plan'] === true;
    if (plan || state.pausedSince === undefined) {
      out.result(state, () => {
        if (state.pausedSince === undefined) out.line('Sending is not paused.');
        else printWaiting(out, state);
      });
      return 0;
    }
    const dropPending = options['dropPending'] === true;
    if (options['yes'] !== true) {
      const prompts = faces.prompts('nothing was changed: sending stays paused');
      if (prompts === undefined) {
        throw new AppError('wrong-use', 'nobody can be asked here', {
          remedy: 'look with --plan, then add --yes',
        });
      }
      printWaiting(out, state);
      const question = dropPending ? 'Drop what is old, send the rest?' : 'Send all of it?';
      if (!(await prompts.confirm(question, false))) {
        out.line('Nothing was changed: sending stays paused.');
        return 1;
      }
    }
    const done = await api.call(resumeSending, { dropPending });
    out.result(done, () => out.line(`Sending goes on: ${done.dropped} dropped, ${done.sending} go out now.`));
    return 0;
  },
};

type State = {
  readonly pausedSince?: string | undefined;
  readonly backupMadeAt?: string | undefined;
  readonly waiting: readonly { destination: string; count: number; old: number; oldestAt: string }[];
};

function printWaiting(out: Output, { pausedSince, backupMadeAt, waiting }: State): void {
  out.line(
    `Sending is paused since ${localTime(pausedSince, out.zone)}, after the restore of a backup of ${localTime(backupMadeAt, out.zone)}.`,
  );
  out.table(
    waiting,
    [
      { title: 'TO', value: (w) => w.destination },
      { title: 'WAIT', value: (w) => String(w.count) },
      { title: 'OLD', value: (w) => String(w.old) },
      { title: 'OLDEST', value: (w) => w.oldestAt },
    ],
    'Nothing waits.',
  );
  if (waiting.length > 0)
    out.line(
      'Old is what was decided before the restore, or only says again what was known then: --drop-pending drops it.',
    );
}

/** `restore`: puts a backup into a data folder; nothing is sent from it until `resume`. */
import type { CliCommand } from '../command.ts';
import { PROCESS_OPTIONS } from '../process-options.ts';
import { localTime } from '../times.ts';

export const restoreCommand: CliCommand = {
  words: 'restore',
  worksOn: 'folder',
  arguments: ['<file>'],
  summary: 'Puts a backup into the data folder, which must have no database; sends nothing until "resume"',
  options: [
    ...PROCESS_OPTIONS.filter(({ flags }) => flags.startsWith('--key-file')),
    { flags: '--replace', help: 'put the database that is there aside and take the backup in its place' },
  ],
  async run({ faces, args, options, out }) {
    const done = await faces.restore({ from: args[0] ?? '', replace: options['replace'] === true });
    out.result(done, () => {
      out.line(
        `${done.data} is as it was at ${localTime(done.madeAt, out.zone)}; the key is that of ${done.keyFile}.`,
      );
      if (done.aside !== undefined) out.line(`The database that was there lies at ${done.aside}.`);
      out.line(`At that time: open alerts ${done.openAlerts}, waiting messages ${done.pendingDeliveries}.`);
      out.line(
        `Start it with "tabduty serve --data ${done.data}": calls are taken, and nothing is sent, for it may have been since.`,
      );
      out.line(`"tabduty resume --data ${done.data}" shows what waits and lets it go.`);
    });
    return 0;
  },
};

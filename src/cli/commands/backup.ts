/** `backup`: one file that has all the database holds, made while the service works. */
import type { CliCommand } from '../command.ts';

export const backupCommand: CliCommand = {
  words: 'backup',
  worksOn: 'folder',
  arguments: ['<file>'],
  summary:
    'Copies the database into one file, also while the service runs; a folder gets a file named by its time',
  options: [
    { flags: '--with-key', help: 'put the key into it too: then who has the file has every stored secret' },
    { flags: '--replace', help: 'overwrite the file' },
  ],
  async run({ faces, args, options, out }) {
    const done = await faces.backup({
      to: args[0] ?? '',
      withKey: options['withKey'] === true,
      replace: options['replace'] === true,
    });
    out.result(done, () => {
      out.line(`${done.file}: ${done.bytes} bytes, checked through and on disk.`);
      out.line(
        `It has ${done.calls} calls, ${done.openAlerts} open alerts and ${done.pendingDeliveries} messages that wait.`,
      );
      out.line(
        done.hasKey
          ? 'The key is in it: keep it as you keep your passwords.'
          : `The key is not in it. Without ${done.keyFile} it cannot be used: keep a copy of that elsewhere.`,
      );
      out.line(
        'A configuration file that serve is given with --config is not in it either, only its revisions.',
      );
    });
    return 0;
  },
};

/** `secret remove`: forget a stored secret. */
import { removeSecret } from '../../api/secrets.ts';
import type { CliCommand } from '../command.ts';

export const removeSecretCommand: CliCommand = {
  words: 'secret remove',
  arguments: ['<name>'],
  summary: 'Remove a stored secret that the configuration does not use',
  options: [{ flags: '--force', help: 'also when the configuration uses it' }],
  async run({ faces, args, options, out }) {
    const answer = await (await faces.api()).call(removeSecret, {
      name: args[0] ?? '',
      force: options['force'] === true,
    });
    out.result(answer, () => out.line(`removed ${answer.name}`));
    return 0;
  },
};

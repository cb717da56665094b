/** `secret remove`: forgets a stored secret. */
import { removeSecret } from '../../api/config.ts';
import type { CliCommand } from '../command.ts';

export const removeSecretCommand: CliCommand = {
  words: 'secret remove',
  arguments: ['<name>'],
  summary: 'Forgets a stored secret',
  async run({ faces, args, out }) {
    const answer = await (await faces.api()).call(removeSecret, { name: args[0] ?? '' });
    out.result(answer, () => out.line(`${answer.name} is forgotten`));
    return 0;
  },
};

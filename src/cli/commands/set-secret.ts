/** `secret set`: stores a secret, encrypted. */
import { setSecret } from '../../api/config.ts';
import { AppError } from '../../app/errors.ts';
import type { CliCommand } from '../command.ts';

export const setSecretCommand: CliCommand = {
  words: 'secret set',
  arguments: ['<name>'],
  summary: 'Stores a secret for ${secret:NAME}, encrypted; the value is read from standard input',
  options: [
    { flags: '--from-env <variable>', help: 'take it from this environment variable' },
    { flags: '--from-file <file>', help: 'take it from this file' },
  ],
  async run({ faces, args, options, out }) {
    const { fromEnv, fromFile } = options;
    const value =
      typeof fromEnv === 'string'
        ? faces.env[fromEnv]
        : typeof fromFile === 'string'
          ? (await faces.readFile(fromFile)).replace(/\r?\n$/, '')
          : await faces.readStdin();
    if (value === undefined || value === '')
      throw new AppError('wrong-use', 'there is no value', {
        remedy: `printf %s "$TOKEN" | tabduty secret set ${args[0]}`,
      });
    const answer = await (await faces.api()).call(setSecret, { name: args[0] ?? '', value });
    out.result(answer, () => out.line(`stored; write it as \${secret:${answer.name}}`));
    return 0;
  },
};

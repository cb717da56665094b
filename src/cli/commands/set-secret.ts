/** `secret set`: store a secret without it ever standing in a command line. */
import type { Options } from '../options.ts';
import { setSecret } from '../../api/secrets.ts';
import { AppError } from '../../app/errors.ts';
import { askSecret } from '../ask-secret.ts';
import type { CliCommand } from '../command.ts';
import type { Faces } from '../faces.ts';

export const setSecretCommand: CliCommand = {
  words: 'secret set',
  arguments: ['<name>'],
  summary: 'Store a secret: asked for on a terminal, else read from standard input',
  options: [
    { flags: '--from-env <name>', help: 'take it from this environment variable' },
    { flags: '--from-file <file>', help: 'take it from this file' },
  ],
  async run({ faces, args, options, out }) {
    const name = args[0] ?? '';
    const value = await valueFrom(name, options, faces);
    if (value === '') throw new AppError('wrong-use', `the secret ${name} would be empty`);
    const answer = await (await faces.api({ mayBegin: true })).call(setSecret, { name, value });
    out.result(answer, () => out.line(`stored; write "\${secret:${name}}" where it is needed`));
    return 0;
  },
};

async function valueFrom(name: string, options: Options, faces: Faces): Promise<string> {
  const { fromEnv, fromFile } = options;
  if (typeof fromEnv === 'string' && typeof fromFile === 'string')
    throw new AppError('wrong-use', 'give --from-env or --from-file, not both');
  if (typeof fromFile === 'string') return (await faces.readFile(fromFile)).replace(/\r?\n$/, '');
  if (typeof fromEnv === 'string') {
    const value = faces.env[fromEnv];
    if (value === undefined) throw new AppError('wrong-use', `${fromEnv} is not set in the environment`);
    return value;
  }
  return (await askSecret(name, faces)) ?? (await faces.readStdin());
}

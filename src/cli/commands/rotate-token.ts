/** `token rotate`: a new token for a site, tried before anything changes. */
import { rotateToken } from '../../api/tokens.ts';
import { AppError } from '../../app/errors.ts';
import type { CliCommand } from '../command.ts';
import type { Faces } from '../faces.ts';
import { textOption, type Options } from '../options.ts';
import { printable } from '../output.ts';

export const rotateTokenCommand: CliCommand = {
  words: 'token rotate',
  arguments: ['<site>'],
  summary: 'Replace the token of a site: the new one signs in first, then secret and date change together',
  options: [
    { flags: '--expires-on <date>', help: 'the day on which Tableau lets the new one expire: 2027-09-01' },
    { flags: '--name <name>', help: 'its name, when it is another one' },
    { flags: '--from-file <file>', help: 'take its secret from this file' },
    { flags: '--from-env <name>', help: 'take its secret from this environment variable' },
  ],
  async run({ faces, args, options, out }) {
    const site = args[0] ?? '';
    const prompts = options['json'] === true ? undefined : faces.prompts('nothing was changed');
    const given = textOption(options, 'expiresOn').expiresOn;
    const expiresOn =
      given ??
      (await prompts?.text('The day on which the new token expires, as Tableau shows it', {
        example: '2027-09-01',
      }));
    if (expiresOn === undefined)
      throw new AppError('wrong-use', 'the day on which the new token expires is missing', {
        remedy: 'add --expires-on 2027-09-01: Tableau shows it when it makes the token',
      });
    const secret =
      (await secretOf(options, faces)) ??
      (await prompts?.secret(`Secret of the new token of ${site}`)) ??
      (await faces.readStdin());
    const input = {
      site,
      secret: secret.trim(),
      expiresOn: expiresOn.trim(),
      ...textOption(options, 'name'),
    };
    const answer = await (await faces.api()).call(rotateToken, input);
    out.result(answer, () => {
      out.line(
        printable(`token ${answer.tokenName} signs in to ${site}; stored, encrypted: ${answer.secretName}`),
      );
      if (answer.revision !== undefined)
        out.line(`in force as revision ${answer.revision}; the old session is ended`);
      if (answer.file !== undefined) {
        out.line(printable(`${answer.file} decides: write there, and save it; that makes the switch:`));
        for (const { path, value } of answer.edits ?? []) out.line(printable(`  ${path}: ${value}`));
      }
      for (const warning of answer.warnings) out.note(printable(warning));
      out.line('revoke the old token in Tableau when you have seen that all is well');
      if (answer.oldSecretName !== undefined)
        out.line(`its secret is kept for a rollback; later: tabduty secret remove ${answer.oldSecretName}`);
    });
    return 0;
  },
};

async function secretOf(options: Options, faces: Faces): Promise<string | undefined> {
  const { fromFile, fromEnv } = { ...textOption(options, 'fromFile'), ...textOption(options, 'fromEnv') };
  if (fromFile !== undefined && fromEnv !== undefined)
    throw new AppError('wrong-use', 'give --from-file or --from-env, not both');
  if (fromFile !== undefined) return faces.readFile(fromFile);
  if (fromEnv === undefined) return undefined;
  const value = faces.env[fromEnv];
  if (value === undefined) throw new AppError('wrong-use', `${fromEnv} is not set in the environment`);
  return value;
}

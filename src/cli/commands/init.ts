/** `init`: from nothing to an installation that can be started, each answer tried as it is given. */
import type { Options } from '../options.ts';
import { AppError } from '../../app/errors.ts';
import type { CliCommand } from '../command.ts';
import type { Faces } from '../faces.ts';
import { askAll, type GivenAnswers } from '../init-dialogue.ts';
import { dataFlag, printNext, serveStep } from '../next-steps.ts';
import { printable } from '../output.ts';
import { PROCESS_OPTIONS, settingReader } from '../process-options.ts';
import { Cancelled, type Prompts, type SetUpDone } from '../set-up.ts';

export const initCommand: CliCommand = {
  words: 'init',
  worksOn: 'folder',
  summary:
    'Set up a new installation: asks for Tableau and Teams, tries each answer, writes the configuration',
  options: [
    { flags: '--tableau <address>', help: 'as the browser shows it at your site (TABDUTY_TABLEAU)' },
    {
      flags: '--token-name <name>',
      help: 'personal access token of a site administrator (TABDUTY_TOKEN_NAME)',
    },
    {
      flags: '--token-secret-file <file>',
      help: 'its secret, from a file, or - for a line of standard input (TABDUTY_TOKEN_SECRET has the secret itself)',
    },
    {
      flags: '--login-user <name>',
      help: 'in place of a token, for a Tableau Server before 2019.4: an administrator of the site (TABDUTY_LOGIN_USER)',
    },
    {
      flags: '--login-password-file <file>',
      help: 'the password, from a file, or - for a line of standard input (TABDUTY_LOGIN_PASSWORD has the password itself)',
    },
    {
      flags: '--teams-url-file <file>',
      help: 'address of a Teams workflow, from a file, or - for the next line of standard input (TABDUTY_TEAMS_URL has the address itself)',
    },
    { flags: '--config <file>', help: 'write the configuration to this file instead of the data folder' },
    { flags: '--replace', help: 'replace a configuration that is there already, without asking' },
    ...PROCESS_OPTIONS,
  ],
  async run({ faces, options, out }) {
    const file = typeof options['config'] === 'string' ? options['config'] : undefined;
    const setUp = faces.setUp(file);
    const prompts = options['json'] === true ? undefined : faces.prompts('nothing was written');
    const existing = await setUp.existing();
    if (existing !== undefined && options['replace'] !== true) await mayReplace(existing, prompts);
    const given = await givenAnswers(options, faces);
    const tell = (line: string) => (prompts ? prompts.good(line) : out.note(printable(line)));
    const answers = await askAll(setUp, given, prompts, tell);
    const done = await setUp.write(answers);
    const next = nextSteps(done, file, options);
    out.result({ ...done, next: next.map(({ command }) => command) }, () => {
      out.line(`${done.written} has the configuration: site ${done.site}, failures go to receiver ops`);
      out.line(`stored, encrypted: ${done.secrets.join(', ')}`);
      printNext(out, next);
    });
    return 0;
  },
};

async function mayReplace(existing: string, prompts: Prompts | undefined): Promise<void> {
  if (prompts === undefined)
    throw new AppError('conflict', `there is a configuration already: ${existing}`, {
      remedy: 'add --replace to put a new one in its place, or name another --data or --config',
    });
  if (
    !(await prompts.confirm(
      `There is a configuration already: ${existing}. Put a new one in its place?`,
      false,
    ))
  )
    throw new Cancelled('nothing was written');
}

async function givenAnswers(options: Options, faces: Faces): Promise<GivenAnswers> {
  const text = settingReader(options, faces.env);
  const secretFile = fileOption(options, 'tokenSecretFile');
  const passwordFile = fileOption(options, 'loginPasswordFile');
  const teamsFile = fileOption(options, 'teamsUrlFile');
  const lines = [secretFile, passwordFile, teamsFile].includes('-')
    ? (await faces.readStdin()).split(/\r?\n/)
    : [];
  const from = async (path: string | undefined, name: string) => {
    if (path === undefined) return text(name);
    const content = path === '-' ? (lines.shift() ?? '') : await faces.readFile(path);
    if (content.trim() === '')
      throw new AppError('wrong-use', 'is empty', { path: path === '-' ? 'standard input' : path });
    return content.trim();
  };
  return {
    tableau: text('tableau'),
    tokenName: text('tokenName'),
    tokenSecret: await from(secretFile, 'tokenSecret'),
    loginUser: text('loginUser'),
    loginPassword: await from(passwordFile, 'loginPassword'),
    teamsUrl: await from(teamsFile, 'teamsUrl'),
  };
}

function fileOption(options: Options, name: string): string | undefined {
  const value = options[name];
  return typeof value === 'string' ? value : undefined;
}

function nextSteps({ site, hasWebhooks }: SetUpDone, file: string | undefined, options: Options) {
  const data = dataFlag(options);
  return [
    serveStep(options, file),
    ...(hasWebhooks
      ? [
          {
            command: `tabduty tableau webhooks sync ${site} --apply${data}`,
            why: 'while it runs: makes the webhooks in Tableau',
          },
        ]
      : []),
    { command: `tabduty test receiver ops${data}`, why: 'sends a card the whole way' },
  ];
}

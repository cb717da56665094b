/** `import-postman`: from a Postman environment and Power Automate flows to a configuration, without a gap in the alerts. */
import { importSite } from '../../api/import.ts';
import { AppError } from '../../app/errors.ts';
import { readPostmanEnvironment } from '../../config/postman-environment.ts';
import type { CliCommand } from '../command.ts';
import type { Faces } from '../faces.ts';
import { askPlace, askShadow, askToken, type GivenToken, mayWrite } from '../import-dialogue.ts';
import { dataFlag, type NextStep, printNext, serveStep } from '../next-steps.ts';
import { textOption, type Options } from '../options.ts';
import { type Output, printable } from '../output.ts';
import { printFound, printImported } from '../print-import.ts';
import { PROCESS_OPTIONS, settingReader } from '../process-options.ts';

export const importPostmanCommand: CliCommand = {
  words: 'import-postman',
  arguments: ['<environment>'],
  summary:
    'Take a site over from an exported Postman environment, with the Power Automate flows that its webhooks call',
  options: [
    {
      flags: '--tableau <address>',
      help: 'as the browser shows it at your site, in place of what the environment says',
    },
    {
      flags: '--token-name <name>',
      help: 'personal access token of its own, of a site administrator (TABDUTY_TOKEN_NAME)',
    },
    {
      flags: '--token-secret-file <file>',
      help: 'its secret, from a file, or - for standard input (TABDUTY_TOKEN_SECRET has the secret itself)',
    },
    { flags: '--send-now', help: 'tell the flows at once; usual is shadow mode, which sends nothing' },
    { flags: '--dry-run', help: 'look and show what would be written; nothing is changed' },
    ...PROCESS_OPTIONS,
  ],
  async run({ faces, args, options, out }) {
    const file = args[0] ?? '';
    const read = readPostmanEnvironment(await faces.readFile(file));
    if (!read.ok) throw new AppError('wrong-use', read.fault, { path: file, remedy: read.remedy });
    const { environment } = read;
    const { api, isRunning } = await faces.apiOrFolder();
    const prompts = options['json'] === true ? undefined : faces.prompts('nothing was changed');
    const tell = (line: string) => (prompts ? prompts.good(line) : out.note(printable(line)));
    const warn = (line: string) => (prompts ? prompts.bad(line) : out.note(`warning: ${printable(line)}`));
    const asking = { api, environment, prompts, tell, warn };
    tell(`${file} is an environment for ${environment.form}`);
    const place = await askPlace(asking, textOption(options, 'tableau').tableau);
    const { token, preview } = await askToken(asking, place, await givenToken(options, faces));
    if (options['json'] !== true) printFound(out, preview);
    const shadow = await askShadow(asking, preview, options['sendNow'] === true);
    const dryRun = options['dryRun'] === true;
    if (!dryRun) await mayWrite(asking);
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    const done = await api.call(importSite, { ...place, token, timeZone, shadow, dryRun });
    const isNothing = done.outcome.kind === 'dry-run' || done.outcome.kind === 'unchanged';
    const next = isNothing ? [] : nextSteps(done, isRunning, options);
    out.result({ ...done, next: next.map(({ command }) => command) }, () => {
      printImported(out, done, shadow);
      printLeak(out, file, environment.secretKeys);
      if (next.length > 0) printNext(out, next);
    });
    return 0;
  },
};

async function givenToken(options: Options, faces: Faces): Promise<GivenToken> {
  const text = settingReader(options, faces.env);
  const { tokenSecretFile: path } = textOption(options, 'tokenSecretFile');
  if (path === undefined) return { name: text('tokenName'), secret: text('tokenSecret') };
  const secret = (await (path === '-' ? faces.readStdin() : faces.readFile(path))).trim();
  if (secret !== '') return { name: text('tokenName'), secret };
  throw new AppError('wrong-use', 'is empty', { path: path === '-' ? 'standard input' : path });
}

/** A file that lies about with secrets in it is how tokens get into the wrong hands. */
function printLeak(out: Output, file: string, keys: readonly string[]): void {
  if (keys.length === 0) return;
  out.line(
    printable(
      `\n${file} has secrets in plain text (${keys.join(', ')}); none was used or stored. Delete it when you are done`,
    ).replace(/^⏎/, '\n'),
  );
}

function nextSteps(
  { site, flows, outcome }: Awaited<ReturnType<typeof askToken>>['preview'],
  isRunning: boolean,
  options: Options,
): readonly NextStep[] {
  const data = dataFlag(options);
  const start = isRunning || outcome.kind === 'edit-file' ? [] : [serveStep(options, undefined)];
  const make = {
    command: `tabduty tableau webhooks sync ${site} --apply${data}`,
    why: 'while it runs: makes our webhooks beside the old ones',
  };
  if (flows.length === 0) return [...start, make];
  return [
    ...start,
    make,
    {
      command: `tabduty shadow report --since 1d${data}`,
      why: 'after a day: what the flows would have been sent',
    },
    {
      command: `tabduty tableau webhooks replace ${site}${data}`,
      why: 'when that is right: proves ours, ends shadow mode, then deletes the old webhooks',
    },
  ];
}

/** The command line: every command of the list, with the options that all have, and one way to end. */
import type { CliOption, Options } from './options.ts';
import { Command, CommanderError, Option } from 'commander';
import { AppError } from '../app/errors.ts';
import type { CliCommand, ExitCode } from './command.ts';
import type { Faces, GlobalOptions } from './faces.ts';
import { type Reader, terminalOutput } from './output.ts';
import { timesIn } from './times.ts';
import { PROCESS_OPTIONS, processSettings } from './process-options.ts';

export type ProgramDeps = {
  readonly version: string;
  readonly commands: readonly CliCommand[];
  readonly faces: (options: GlobalOptions) => Faces & { close(): Promise<void> };
  readonly write: (text: string) => void;
  readonly complain: (text: string) => void;
  readonly reader?: Reader;
};

export async function runProgram(deps: ProgramDeps, argv: readonly string[]): Promise<ExitCode> {
  let code: ExitCode = 0;
  const asJson = argv.includes('--json');
  const program = new Command('tabduty')
    .description('On-call alerting for Tableau')
    .version(deps.version)
    // A command may have others below it (doctor, doctor inbound), each with options of its own.
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: deps.write,
      // A program gets one document in place of the words below.
      writeErr: (text) => void (asJson || deps.complain(text)),
    })
    .showHelpAfterError('(add --help for what it takes)');
  for (const command of deps.commands) {
    addCommand(program, command, async (args, options) => {
      code = await runCommand(deps, command, args, options);
    });
  }
  nameWhatIsBelow(program);
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return code;
  } catch (error) {
    if (!(error instanceof CommanderError)) return complainOf(error, deps, asJson);
    if (error.exitCode === 0) return 0;
    if (asJson) complainOf(wrongUse(error.message), deps, asJson);
    return 2;
  }
}

function wrongUse(words: string): AppError {
  return new AppError('wrong-use', words.replace(/^error: /, '').replace(/\s+/g, ' '), {
    remedy: 'add --help for what it takes',
  });
}

function addCommand(
  program: Command,
  command: CliCommand,
  run: (args: readonly string[], options: Options) => Promise<void>,
): void {
  const words = command.words.split(' ');
  let parent = program;
  for (const word of words.slice(0, -1)) {
    parent = parent.commands.find((c) => c.name() === word) ?? parent.command(word).exitOverride();
  }
  const name = words.at(-1) ?? '';
  const leaf = (parent.commands.find((c) => c.name() === name) ?? parent.command(name))
    .description(command.summary)
    .exitOverride();
  for (const argument of command.arguments ?? []) leaf.argument(argument);
  for (const option of command.options ?? []) leaf.addOption(optionOf(option));
  leaf.option('--json', 'print one JSON document');
  if (command.worksOn !== 'nothing') addFolderOptions(leaf, command);
  leaf.action(async (...given: unknown[]) => {
    const args = given
      .slice(0, -2)
      .flat()
      .filter((a): a is string => typeof a === 'string');
    await run(args, leaf.opts());
  });
}

function addFolderOptions(leaf: Command, command: CliCommand): void {
  // All that works on the data folder takes them; only where they matter first are they in the way of a reader.
  for (const option of PROCESS_OPTIONS)
    if (!command.options?.includes(option)) leaf.addOption(optionOf(option).hideHelp());
  if (command.worksOn !== 'folder')
    leaf.option(
      '--offline',
      'work on the data folder itself, without a running service; takes the --key-file and --outbound-* of serve',
    );
  leaf.option('--data <folder>', 'the data folder (TABDUTY_DATA)', process.env['TABDUTY_DATA'] ?? 'data');
}

/** A word that is no command of its own says which ones it begins. */
function nameWhatIsBelow(parent: Command): void {
  for (const child of parent.commands) {
    if (child.description() === '') child.description(child.commands.map((c) => c.name()).join(', '));
    nameWhatIsBelow(child);
  }
}

function optionOf(option: CliOption): Option {
  const made = new Option(option.flags, option.help);
  if (option.repeatable === true)
    made.argParser((text: string, before: readonly string[] | undefined) => [...(before ?? []), text]);
  if (option.default !== undefined) made.default(option.default);
  if (option.choices !== undefined) made.choices([...option.choices]);
  return made;
}

async function runCommand(
  deps: ProgramDeps,
  command: CliCommand,
  args: readonly string[],
  options: Options,
): Promise<ExitCode> {
  const faces = deps.faces({
    data: String(options['data'] ?? 'data'),
    offline: options['offline'] === true,
    ...processSettings(options, process.env),
  });
  const out = terminalOutput(options['json'] === true, deps.write, deps.complain, deps.reader);
  try {
    return await command.run({ faces, args, options, out });
  } catch (error) {
    return complainOf(error, deps, options['json'] === true);
  } finally {
    await faces.close();
  }
}

const REPORT_IT = { remedy: 'this is a mistake of Tabduty: please report it, with this text' };

/** What a person can mend in one or two lines, with `--json` as one document; a bug with its stack. */
function complainOf(error: unknown, { complain, reader }: ProgramDeps, asJson: boolean): ExitCode {
  if (!(error instanceof AppError)) {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    complain(
      asJson ? `${JSON.stringify({ error: { code: 'bug', message: stack, ...REPORT_IT } })}\n` : `${stack}\n`,
    );
    return 1;
  }
  const { code, message, path, remedy, faults } = error;
  if (asJson) {
    const all = faults.length === 0 ? {} : { faults };
    complain(`${JSON.stringify({ error: { code, message, path, remedy, ...all } })}\n`);
  } else {
    const say = (text: string) => complain(`${timesIn(text, reader?.zone ?? 'UTC')}\n`);
    for (const fault of faults.length === 0 ? [{ path, message, remedy }] : faults) {
      say(`${fault.path === undefined ? '' : `${fault.path}: `}${fault.message}`);
      if (fault.remedy !== undefined) say(`  → ${fault.remedy}`);
    }
  }
  return code === 'wrong-use' ? 2 : 1;
}

/** `config apply`: check a file and put it into force. */
import { applyConfig } from '../../api/config.ts';
import type { CliCommand } from '../command.ts';
import { textOption } from '../options.ts';
import { printAccepted } from '../print-accepted.ts';

export const applyConfigCommand: CliCommand = {
  words: 'config apply',
  arguments: ['<file>'],
  summary: 'Check a file (- for standard input) and put it into force as the next revision',
  options: [
    { flags: '--note <text>', help: 'why, for the history' },
    { flags: '--base <n>', help: 'the revision that you changed; refused when another one is in force' },
  ],
  async run({ faces, args, options, out }) {
    const file = args[0] ?? '-';
    const text = file === '-' ? await faces.readStdin() : await faces.readFile(file);
    const input = { text, ...textOption(options, 'note'), ...textOption(options, 'base') };
    return printAccepted(file, await (await faces.api({ mayBegin: true })).call(applyConfig, input), out);
  },
};

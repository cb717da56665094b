/** `config rollback`: bring an older revision back. */
import { rollbackConfig } from '../../api/config.ts';
import type { CliCommand } from '../command.ts';
import { textOption } from '../options.ts';
import { printAccepted } from '../print-accepted.ts';

export const rollbackConfigCommand: CliCommand = {
  words: 'config rollback',
  arguments: ['<revision>'],
  summary: 'Put the text of an older revision into force, as a new revision',
  options: [{ flags: '--note <text>', help: 'why, for the history' }],
  async run({ faces, args, options, out }) {
    const number = args[0] ?? '';
    const answer = await (await faces.api()).call(rollbackConfig, { number, ...textOption(options, 'note') });
    return printAccepted(`revision ${number}`, answer, out);
  },
};

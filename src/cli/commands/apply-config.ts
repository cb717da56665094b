/** `config apply`: puts a file in force as the next revision. */
import { applyConfig } from '../../api/config.ts';
import type { CliCommand } from '../command.ts';

export const applyConfigCommand: CliCommand = {
  words: 'config apply',
  arguments: ['<file>'],
  summary: 'Puts a configuration file in force as the next revision',
  options: [
    { flags: '--note <text>', help: 'why, for the history' },
    { flags: '--base <n>', help: 'only if this revision is in force' },
  ],
  async run({ faces, args, options, out }) {
    const text = await faces.readFile(args[0] ?? '');
    const note = typeof options['note'] === 'string' ? { note: options['note'] } : {};
    const base = typeof options['base'] === 'string' ? { base: Number(options['base']) } : {};
    const answer = await (await faces.api()).call(applyConfig, { text, ...note, ...base });
    out.result(answer, () => {
      for (const w of answer.warnings) out.line(`warning: line ${w.line} ${w.path}: ${w.message}`);
      out.line(
        answer.changed
          ? `revision ${answer.revision} is in force`
          : `no change, revision ${answer.revision} stays`,
      );
    });
    return 0;
  },
};

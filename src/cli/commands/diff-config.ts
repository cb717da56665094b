/** `config diff`: what a file would change, or what changed between revisions. */
import { showConfig } from '../../api/config.ts';
import { diffText } from '../../config/diff.ts';
import type { CliCommand } from '../command.ts';

export const diffConfigCommand: CliCommand = {
  words: 'config diff',
  arguments: ['[file]'],
  summary: 'What a file would change, or what changed between two revisions; exit code 3 when anything does',
  options: [
    { flags: '--from <n>', help: 'this revision instead of the newest' },
    { flags: '--to <n>', help: 'this revision instead of a file' },
  ],
  async run({ faces, args, options, out }) {
    const api = await faces.api();
    const textOf = async (n: unknown) =>
      (await api.call(showConfig, typeof n === 'string' ? { number: n } : {})).text;
    const before = await textOf(options['from']);
    const after = args[0] === undefined ? await textOf(options['to']) : await faces.readFile(args[0]);
    const diff = diffText(before, after);
    out.result({ different: diff !== '', diff }, () => out.line(diff === '' ? 'no difference' : diff));
    return diff === '' ? 0 : 3;
  },
};

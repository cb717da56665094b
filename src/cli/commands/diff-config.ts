/** `config diff`: what a file or a revision changes. */
import { getConfig } from '../../api/config.ts';
import { AppError } from '../../app/errors.ts';
import { diffText } from '../../config/diff-text.ts';
import type { CliCommand } from '../command.ts';
import { printable } from '../output.ts';

export const diffConfigCommand: CliCommand = {
  words: 'config diff',
  arguments: ['[file]'],
  summary:
    'What a file changes against the newest revision, or one revision against another; exit 3 when they differ',
  options: [
    { flags: '--from <n>', help: 'the older revision; the newest with a file, else the one before --to' },
    { flags: '--to <n>', help: 'the newer revision, instead of a file' },
  ],
  async run({ faces, args, options, out }) {
    const [file] = args;
    const [from, to] = [options['from'], options['to']].map((n) => (typeof n === 'string' ? n : undefined));
    if (file !== undefined && to !== undefined)
      throw new AppError('wrong-use', 'give a file or --to, not both');
    const api = await faces.api();
    const after =
      file === undefined
        ? await api.call(getConfig, to === undefined ? {} : { revision: to })
        : { text: file === '-' ? await faces.readStdin() : await faces.readFile(file), number: undefined };
    const older = from ?? (after.number === undefined ? undefined : String(after.number - 1));
    if (older === '0') throw new AppError('not-found', 'there is nothing before revision 1');
    const before = await api.call(getConfig, older === undefined ? {} : { revision: older });
    const names = { before: `revision ${before.number}`, after: file ?? `revision ${after.number}` };
    const diff = diffText(before.text, after.text, names);
    out.result({ ...names, same: diff === '', diff }, () => {
      if (diff === '') return out.line('no difference');
      for (const line of diff.trimEnd().split('\n')) out.line(printable(line));
    });
    return diff === '' ? 0 : 3;
  },
};

/** `config show`: the text of the configuration. */
import { getConfig } from '../../api/config.ts';
import type { CliCommand } from '../command.ts';
import { textOption } from '../options.ts';

export const showConfigCommand: CliCommand = {
  words: 'config show',
  summary: 'The text of the newest revision, or of an older one',
  options: [{ flags: '--revision <n>', help: 'another revision than the newest' }],
  async run({ faces, options, out }) {
    const answer = await (await faces.api()).call(getConfig, textOption(options, 'revision'));
    // The text itself, so that it can go into a file; who made it is for `config history`.
    out.result(answer, () => out.line(answer.text.replace(/\n$/, '')));
    return 0;
  },
};

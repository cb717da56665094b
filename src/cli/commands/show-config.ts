/** `config show`: the text in force. */
import { showConfig } from '../../api/config.ts';
import type { CliCommand } from '../command.ts';

export const showConfigCommand: CliCommand = {
  words: 'config show',
  summary: 'The configuration text in force, or of an earlier revision',
  options: [{ flags: '--revision <n>', help: 'this revision instead of the newest' }],
  async run({ faces, options, out }) {
    const number = options['revision'];
    const answer = await (await faces.api()).call(showConfig, typeof number === 'string' ? { number } : {});
    out.result(answer, () => out.line(answer.text));
    return 0;
  },
};

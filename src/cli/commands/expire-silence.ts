/** `silences expire`: end a silence before its time. */
import { expireSilence } from '../../api/silences.ts';
import type { CliCommand } from '../command.ts';

export const expireSilenceCommand: CliCommand = {
  words: 'silences expire',
  arguments: ['<id>'],
  summary: 'End a silence now; what still fails is told',
  async run({ faces, args, out }) {
    const answer = await (await faces.api()).call(expireSilence, { id: args[0] ?? '' });
    out.result(answer, () => out.line(`ended ${answer.id}`));
    return 0;
  },
};

/** `config rollback`: an old text as a new revision. */
import { rollbackConfig } from '../../api/config.ts';
import type { CliCommand } from '../command.ts';

export const rollbackConfigCommand: CliCommand = {
  words: 'config rollback',
  arguments: ['<revision>'],
  summary: 'Brings an old revision back, as a new one',
  async run({ faces, args, out }) {
    const answer = await (await faces.api()).call(rollbackConfig, { number: Number(args[0]) });
    out.result(answer, () => out.line(`revision ${answer.revision} is in force`));
    return 0;
  },
};

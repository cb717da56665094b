/** `overrides remove`: take back an exception. */
import { removeOverride } from '../../api/on-call.ts';
import type { CliCommand } from '../command.ts';

export const removeOverrideCommand: CliCommand = {
  words: 'overrides remove',
  arguments: ['<id>'],
  summary: 'Take back an override that was made at run time',
  async run({ faces, args, out }) {
    const answer = await (await faces.api()).call(removeOverride, { id: args[0] ?? '' });
    out.result(answer, () => out.line('removed'));
    return 0;
  },
};

/** `alerts resolve`: end an alert by hand. */
import { resolveAlert } from '../../api/hand.ts';
import type { CliCommand } from '../command.ts';

export const resolveAlertCommand: CliCommand = {
  words: 'alerts resolve',
  arguments: ['<alert>'],
  summary: 'End an alert by hand; everybody who was told hears of it',
  async run({ faces, args, out }) {
    const answer = await (await faces.api()).call(resolveAlert, { id: args[0] ?? '' });
    out.result(answer, () =>
      out.line(answer.done ? `#${answer.alert} resolved` : `#${answer.alert} was over already`),
    );
    return 0;
  },
};

/** `alerts escalate`: call whoever is next, now. */
import { escalateAlert } from '../../api/hand.ts';
import type { CliCommand } from '../command.ts';

export const escalateAlertCommand: CliCommand = {
  words: 'alerts escalate',
  arguments: ['<alert>'],
  summary: 'Call whoever is next for an alert, now',
  async run({ faces, args, out }) {
    const answer = await (await faces.api()).call(escalateAlert, { id: args[0] ?? '' });
    out.result(answer, () =>
      out.line(answer.done ? `#${answer.alert} escalated` : `#${answer.alert} has nobody left to call`),
    );
    return 0;
  },
};

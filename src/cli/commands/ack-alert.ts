/** `alerts ack`: take an alert, so that nobody else is woken. */
import { acknowledgeAlert } from '../../api/hand.ts';
import type { CliCommand } from '../command.ts';
import { textOption } from '../options.ts';

export const ackAlertCommand: CliCommand = {
  words: 'alerts ack',
  arguments: ['<alert>'],
  summary: 'Take an alert and all that is told with it: nobody else is woken, nothing is repeated',
  options: [{ flags: '--as <person>', help: 'who takes it, of the people in the configuration' }],
  async run({ faces, args, options, out }) {
    const input = { id: args[0] ?? '', ...textOption(options, 'as') };
    const answer = await (await faces.api()).call(acknowledgeAlert, input);
    out.result(answer, () =>
      out.line(`#${answer.alert} ${answer.done ? 'acknowledged' : 'was acknowledged before'}`),
    );
    return 0;
  },
};

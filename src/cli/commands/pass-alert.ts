/** `alerts pass`: ask the owner of what fails to see to it. */
import { passAlert } from '../../api/hand.ts';
import type { CliCommand } from '../command.ts';
import { printable } from '../output.ts';
import { textOption } from '../options.ts';

export const passAlertCommand: CliCommand = {
  words: 'alerts pass',
  arguments: ['<alert>'],
  summary: 'Pass an alert to the owner of its content; without an answer it comes back',
  options: [{ flags: '--as <person>', help: 'who passes it on, of the people in the configuration' }],
  async run({ faces, args, options, out }) {
    const input = { id: args[0] ?? '', ...textOption(options, 'as') };
    const answer = await (await faces.api()).call(passAlert, input);
    out.result(answer, () =>
      out.line(printable(`#${answer.alert} ${answer.done ? 'passed' : 'was passed before'} to ${answer.to}`)),
    );
    return 0;
  },
};

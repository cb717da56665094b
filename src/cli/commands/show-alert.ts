/** `alerts show`: one alert with its whole story. */
import { showAlert } from '../../api/records.ts';
import type { CliCommand } from '../command.ts';
import { clipped, printable } from '../output.ts';

export const showAlertCommand: CliCommand = {
  words: 'alerts show',
  arguments: ['<alert>'],
  summary: 'One alert, by its number or id, with its whole story',
  async run({ faces, args, out }) {
    const answer = await (await faces.api()).call(showAlert, { id: args[0] ?? '' });
    out.result(answer, () => {
      const { alert } = answer;
      out.line(
        `#${alert.number}  ${clipped(alert.name, 200)}  ${alert.condition}  ${alert.state}, ${alert.streak} in a row`,
      );
      for (const line of answer.story) out.line(`  ${line.at}  ${printable(line.text)}`);
    });
    return 0;
  },
};

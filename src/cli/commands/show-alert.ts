/** `alerts show`: one alert with its whole story. */
import { showAlert } from '../../api/records.ts';
import { instant } from '../../domain/time/instant.ts';
import { alertState } from '../alert-text.ts';
import type { CliCommand } from '../command.ts';
import { clipped, printable } from '../output.ts';
import { printStory } from '../print-story.ts';
import { timesIn } from '../times.ts';

export const showAlertCommand: CliCommand = {
  words: 'alerts show',
  arguments: ['<alert>'],
  summary: 'One alert, by its number or id, with its whole story',
  async run({ faces, args, out }) {
    const answer = await (await faces.api()).call(showAlert, { id: args[0] ?? '' });
    out.result(answer, () => {
      const { alert } = answer;
      out.line(`#${alert.number}  ${clipped(alert.name, 200)}`);
      const state = timesIn(alertState(alert, instant(Date.now()), out.zone), out.zone);
      out.line(`${alert.condition}, ${printable(state)}; ${alert.streak} in a row`);
      printStory(out, answer.story);
    });
    return 0;
  },
};

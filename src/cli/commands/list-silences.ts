/** `silences list`: what is kept quiet by people, until when and why. */
import { listSilences } from '../../api/silences.ts';
import type { CliCommand } from '../command.ts';
import { matchText } from '../match-option.ts';

export const listSilencesCommand: CliCommand = {
  words: 'silences list',
  summary: 'What people keep quiet, until when and why',
  options: [{ flags: '--all', help: 'also those that are over' }],
  async run({ faces, options, out }) {
    const all = options['all'] === true ? 'true' : 'false';
    const answer = await (await faces.api()).call(listSilences, { all });
    out.result(answer, () =>
      out.table(
        answer.silences,
        [
          { title: 'ID', value: (s) => s.id },
          { title: 'STATE', value: (s) => s.state },
          { title: 'UNTIL', value: (s) => s.until },
          { title: 'MATCH', value: (s) => matchText(s.match) },
          { title: 'BY', value: (s) => s.author },
          { title: 'REASON', value: (s) => s.reason },
        ],
        'Nothing is silenced.',
      ),
    );
    return 0;
  },
};

/** `config history`: who changed the configuration, when and why. */
import { listRevisions } from '../../api/config.ts';
import type { CliCommand } from '../command.ts';

export const listRevisionsCommand: CliCommand = {
  words: 'config history',
  summary: 'Revisions of the configuration, newest first',
  async run({ faces, out }) {
    const answer = await (await faces.api()).call(listRevisions, {});
    out.result(answer, () =>
      out.table(
        answer.items,
        [
          { title: 'REVISION', value: (r) => String(r.number) },
          { title: 'AT', value: (r) => r.at },
          { title: 'BY', value: (r) => r.author },
          { title: 'NOTE', value: (r) => r.note ?? '' },
        ],
        'No configuration yet: write one and "tabduty config apply FILE".',
      ),
    );
    return 0;
  },
};

/** `config history`: all revisions of the configuration. */
import { listRevisions } from '../../api/config.ts';
import type { CliCommand } from '../command.ts';

export const listRevisionsCommand: CliCommand = {
  words: 'config history',
  summary: 'Revisions of the configuration, newest first',
  options: [{ flags: '--limit <n>', help: 'how many, at most 1000', default: '50' }],
  async run({ faces, options, out }) {
    const answer = await (await faces.api()).call(listRevisions, { limit: String(options['limit'] ?? 50) });
    out.result(answer, () =>
      out.table(
        answer.revisions,
        [
          { title: 'REVISION', value: (r) => String(r.number) },
          { title: 'AT', value: (r) => r.at },
          { title: 'BY', value: (r) => r.author },
          { title: 'NOTE', value: (r) => r.note ?? '' },
        ],
        'No revisions yet: bring one into force with `tabduty config apply FILE`.',
      ),
    );
    return 0;
  },
};

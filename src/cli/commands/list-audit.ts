/** `audit list`: who did what. */
import { listAudit } from '../../api/audit.ts';
import type { CliCommand } from '../command.ts';
import { LIST_OPTIONS, pageOf } from '../options.ts';

export const listAuditCommand: CliCommand = {
  words: 'audit list',
  summary: 'Who changed or sent what, newest first',
  options: LIST_OPTIONS,
  async run({ faces, options, out }) {
    const answer = await (await faces.api()).call(listAudit, pageOf(options));
    out.result(answer, () =>
      out.table(
        answer.items,
        [
          { title: 'AT', value: (row) => row.at },
          { title: 'WHO', value: (row) => row.actor },
          { title: 'DID', value: (row) => row.action },
          { title: 'TO', value: (row) => row.subject },
          { title: 'ID', value: (row) => row.id },
          { title: 'DETAIL', value: (row) => row.detail ?? '' },
        ],
        'Nobody has changed or sent anything yet.',
      ),
    );
    return 0;
  },
};

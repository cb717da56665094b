/** `on-call pages`: links of the pages that show who is on call. */
import { listOnCallPages } from '../../api/on-call.ts';
import type { CliCommand } from '../command.ts';

export const listPagesCommand: CliCommand = {
  words: 'on-call pages',
  summary: 'Links of pages that show who is on call, for a tab or a wiki; who has one can read it',
  async run({ faces, out }) {
    const answer = await (await faces.api()).call(listOnCallPages, {});
    out.result(answer, () => {
      out.table(
        answer.pages,
        [
          { title: 'PAGE', value: (p) => p.id },
          { title: 'LINK', value: (p) => p.url },
        ],
        'No pages yet: add people: and schedules: to the configuration.',
      );
      if (answer.pages.length > 0) out.line('With .json at its end a link gives the same as data.');
    });
    return 0;
  },
};

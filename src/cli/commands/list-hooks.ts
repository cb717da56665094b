/** `hooks list`: the address to give to Tableau for each site. */
import { listHooks } from '../../api/records.ts';
import type { CliCommand } from '../command.ts';

export const listHooksCommand: CliCommand = {
  words: 'hooks list',
  summary: 'The address to give to Tableau for each site; who has it can send events, so keep it secret',
  async run({ faces, out }) {
    const answer = await (await faces.api()).call(listHooks, {});
    out.result(answer, () =>
      out.table(
        answer.items,
        [
          { title: 'SITE', value: (h) => h.source },
          { title: 'ADDRESS', value: (h) => h.url },
        ],
        'No sites yet: add one under `sites:` in the configuration.',
      ),
    );
    return 0;
  },
};

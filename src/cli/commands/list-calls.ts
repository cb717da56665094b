/** `calls list`: what was posted to the hooks. */
import { listCalls } from '../../api/records.ts';
import type { CliCommand } from '../command.ts';
import { LIST_OPTIONS, pageOf, textOption } from '../options.ts';

export const listCallsCommand: CliCommand = {
  words: 'calls list',
  summary: 'What was posted to the hooks, newest first',
  options: [
    ...LIST_OPTIONS,
    { flags: '--source <site>', help: 'only of this site' },
    { flags: '--reading <kind>', help: 'only event, duplicate, test, empty or not-understood' },
  ],
  async run({ faces, options, out }) {
    const api = await faces.api();
    const input = { ...pageOf(options), ...textOption(options, 'source'), ...textOption(options, 'reading') };
    const answer = await api.call(listCalls, input);
    out.result(answer, () =>
      out.table(
        answer.items,
        [
          { title: 'RECEIVED', value: (c) => c.receivedAt },
          { title: 'SITE', value: (c) => c.source },
          { title: 'BYTES', value: (c) => String(c.bytes) },
          { title: 'STATE', value: (c) => c.state },
          { title: 'READ AS', value: (c) => c.reading ?? '' },
          { title: 'ID', value: (c) => c.id },
        ],
        'No calls yet. "tabduty hooks list" shows the addresses to post to.',
      ),
    );
    return 0;
  },
};

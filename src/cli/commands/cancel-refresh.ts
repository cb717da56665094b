/** `alerts cancel`: stops a refresh that waits or runs. */
import { cancelRefresh } from '../../api/actions.ts';
import type { CliCommand } from '../command.ts';
import { printable } from '../output.ts';

export const cancelRefreshCommand: CliCommand = {
  words: 'alerts cancel',
  arguments: ['<alert>'],
  summary: "Stops the refresh of an alert's content that waits or runs, where the site allows it",
  async run({ faces, args, out }) {
    const answer = await (await faces.api()).call(cancelRefresh, { id: args[0] ?? '' });
    out.result(answer, () =>
      out.line(`#${answer.number} ${printable(answer.name)}: job ${printable(answer.jobId)} is cancelled.`),
    );
    return 0;
  },
};

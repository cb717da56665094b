/** `alerts rerun`: has a failed refresh run again. */
import { rerunAlert } from '../../api/actions.ts';
import type { CliCommand } from '../command.ts';
import { printable } from '../output.ts';

export const rerunAlertCommand: CliCommand = {
  words: 'alerts rerun',
  arguments: ['<alert>'],
  summary: 'Has the failed refresh of an alert run again, where the site allows it',
  async run({ faces, args, out }) {
    const answer = await (await faces.api()).call(rerunAlert, { id: args[0] ?? '' });
    out.result(answer, () => {
      const name = printable(answer.name);
      out.line(
        answer.how === 'started'
          ? `#${answer.number} ${name} runs again as job ${printable(answer.jobId ?? '')}; "tabduty alerts show ${answer.number}" tells how it went.`
          : `#${answer.number} ${name}: Tableau has a refresh of it waiting or running already, which is followed instead; "tabduty alerts show ${answer.number}" tells how it went.`,
      );
    });
    return 0;
  },
};

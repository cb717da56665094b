/** `shadow report`: what receivers in shadow mode would have been sent. */
import { reportShadow } from '../../api/shadow.ts';
import type { CliCommand } from '../command.ts';
import { textOption } from '../options.ts';
import { printable } from '../output.ts';
import { localTime } from '../times.ts';

export const reportShadowCommand: CliCommand = {
  words: 'shadow report',
  summary: 'What receivers with "shadow: true" would have been sent: how many of each kind, and examples',
  options: [
    { flags: '--since <time>', help: 'a duration such as 12h or 7d, or a time with its zone', default: '1d' },
  ],
  async run({ faces, options, out }) {
    const answer = await (await faces.api()).call(reportShadow, textOption(options, 'since'));
    out.result(answer, () => {
      const { inShadow, receivers } = answer;
      const since = localTime(answer.since, out.zone);
      out.line(
        inShadow.length === 0
          ? 'no receiver is in shadow mode now'
          : `in shadow mode, sent nothing: ${inShadow.join(', ')}`,
      );
      if (receivers.length === 0) out.line(`nothing would have been sent since ${since}`);
      for (const { receiver, total, kinds, examples } of receivers) {
        const parts = kinds.map(({ kind, count }) => `${count} ${kind}`).join(', ');
        out.line(`\n${receiver}: ${total} since ${since} (${parts})`);
        for (const e of examples)
          out.line(
            printable(
              `  ${localTime(e.at, out.zone)}  ${e.destination}  ${e.title}. ${e.summary}  (deliveries show ${e.deliveryId})`,
            ),
          );
      }
    });
    return 0;
  },
};

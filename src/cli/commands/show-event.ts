/** `events show`: one event with the calls that said it. */
import { showEvent } from '../../api/records.ts';
import type { CliCommand } from '../command.ts';
import { printable } from '../output.ts';
import { localTime } from '../times.ts';

export const showEventCommand: CliCommand = {
  words: 'events show',
  arguments: ['<event>'],
  summary: 'One event with the calls that said it',
  async run({ faces, args, out }) {
    const answer = await (await faces.api()).call(showEvent, { id: args[0] ?? '' });
    out.result(answer, () => {
      const { event } = answer;
      out.line(
        `${localTime(event.occurredAt, out.zone)}  ${event.source}  ${event.type}  ${printable(event.name)}  (${event.effect})`,
      );
      for (const call of answer.calls)
        out.line(`  call ${call.id}  ${localTime(call.receivedAt, out.zone)}  ${call.reading ?? ''}`);
    });
    return 0;
  },
};

/** `explain`: what became of an event and why. */
import { explainEvent } from '../../api/records.ts';
import type { CliCommand } from '../command.ts';
import { printable } from '../output.ts';

export const explainEventCommand: CliCommand = {
  words: 'explain',
  arguments: ['<event>'],
  summary: 'What became of an event, and why it was told or not; sends nothing',
  async run({ faces, args, out }) {
    const answer = await (await faces.api()).call(explainEvent, { id: args[0] ?? '' });
    out.result(answer, () => {
      out.line(`${answer.event.type}  ${printable(answer.event.name)}  ${answer.event.occurredAt}`);
      for (const line of answer.story) out.line(`  ${line.at}  ${printable(line.text)}`);
    });
    return 0;
  },
};

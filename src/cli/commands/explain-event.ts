/** `explain`: what became of an event and why, and what would be decided for it at a time. */
import type { AnswerOf } from '../../api/endpoint.ts';
import { explainEvent } from '../../api/records.ts';
import type { CliCommand } from '../command.ts';
import { textOption } from '../options.ts';
import { clipped, type Output, printable } from '../output.ts';

export const explainEventCommand: CliCommand = {
  words: 'explain',
  arguments: ['<event>'],
  summary: 'What became of an event, and why it was told or not; sends nothing',
  options: [
    { flags: '--at <time>', help: 'also what would be decided if it came then, such as 2026-11-02T03:15Z' },
  ],
  async run({ faces, args, options, out }) {
    const input = { id: args[0] ?? '', ...textOption(options, 'at') };
    const answer = await (await faces.api()).call(explainEvent, input);
    out.result(answer, () => print(out, answer));
    return 0;
  },
};

function print(out: Output, { event, story, revision, routes, forecast }: AnswerOf<typeof explainEvent>) {
  const lines = (of: typeof story) => {
    for (const line of of) out.line(`  ${line.at}  ${printable(line.text)}`);
  };
  out.line(`${event.type}  ${clipped(event.name)}  ${event.occurredAt}`);
  lines(story);
  out.line(`Routes of revision ${revision}, in the order in which they are asked:`);
  for (const { name, depth, answer, why, line } of routes)
    out.line(`  ${'  '.repeat(depth)}${MARKS[answer]} ${clipped(`${name} (line ${line}): ${why}`, 300)}`);
  if (routes.length === 0) out.line('  there are none');
  if (forecast === undefined) return;
  out.line(`If it came then and nothing else were open, under revision ${revision}; nothing is sent:`);
  lines(forecast);
}

const MARKS = { takes: '✓', 'passes-down': '↓', no: '·' } as const;

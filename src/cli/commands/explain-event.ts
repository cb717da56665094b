/** `explain`: what became of an event and why, and what would be decided for it at a time. */
import type { AnswerOf } from '../../api/endpoint.ts';
import { explainEvent } from '../../api/records.ts';
import type { CliCommand } from '../command.ts';
import { clipped, type Output } from '../output.ts';
import { printStory } from '../print-story.ts';
import { localTime, timeOption } from '../times.ts';

export const explainEventCommand: CliCommand = {
  words: 'explain',
  arguments: ['<event>'],
  summary: 'What became of an event, and why it was told or not; sends nothing',
  options: [
    {
      flags: '--at <time>',
      help: 'also what would be decided if it came then: "2026-11-02 03:15" on your clock, or with its zone',
    },
  ],
  async run({ faces, args, options, out }) {
    const input = { id: args[0] ?? '', ...timeOption(options, 'at', out.zone) };
    const answer = await (await faces.api()).call(explainEvent, input);
    out.result(answer, () => print(out, answer));
    return 0;
  },
};

function print(out: Output, { event, story, revision, routes, forecast }: AnswerOf<typeof explainEvent>) {
  out.line(`${event.type}  ${clipped(event.name)}  ${localTime(event.occurredAt, out.zone)}`);
  printStory(out, story);
  out.line(`Routes of revision ${revision}, in the order in which they are asked:`);
  for (const { name, depth, answer, why, line } of routes)
    out.line(`  ${'  '.repeat(depth)}${MARKS[answer]} ${clipped(`${name} (line ${line}): ${why}`, 300)}`);
  if (routes.length === 0) out.line('  there are none');
  if (forecast === undefined) return;
  out.line(`If it came then and nothing else were open, under revision ${revision}; nothing is sent:`);
  printStory(out, forecast);
}

const MARKS = { takes: '✓', 'passes-down': '↓', no: '·' } as const;

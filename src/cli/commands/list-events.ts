/** `events list`: what Tableau said. */
import { listEvents } from '../../api/records.ts';
import type { CliCommand } from '../command.ts';
import { LIST_OPTIONS, pageOf, textOption } from '../options.ts';

export const listEventsCommand: CliCommand = {
  words: 'events list',
  summary: 'What Tableau said, newest first',
  options: [
    ...LIST_OPTIONS,
    { flags: '--source <site>', help: 'only of this site' },
    { flags: '--event <word>', help: 'only this event, such as refresh-failed' },
    { flags: '--name <text>', help: 'only items whose name holds this' },
  ],
  async run({ faces, options, out }) {
    const filters = {
      ...textOption(options, 'source'),
      ...textOption(options, 'event'),
      ...textOption(options, 'name'),
    };
    const answer = await (await faces.api()).call(listEvents, { ...pageOf(options), ...filters });
    out.result(answer, () =>
      out.table(
        answer.items,
        [
          { title: 'OCCURRED', value: (e) => e.occurredAt },
          { title: 'SITE', value: (e) => e.source },
          { title: 'EVENT', value: (e) => e.type },
          { title: 'COPIES', value: (e) => String(e.copies) },
          { title: 'EFFECT', value: (e) => e.effect },
          { title: 'ID', value: (e) => e.id },
          { title: 'NAME', value: (e) => e.name },
        ],
        'No events yet.',
      ),
    );
    return 0;
  },
};

/** `on-call calendars`: links of the calendar feeds. */
import { listCalendars } from '../../api/on-call.ts';
import type { CliCommand } from '../command.ts';

export const listCalendarsCommand: CliCommand = {
  words: 'on-call calendars',
  summary: 'Links of the calendar feeds of schedules and people; who has one can read it',
  async run({ faces, out }) {
    const answer = await (await faces.api()).call(listCalendars, {});
    out.result(answer, () =>
      out.table(
        answer.calendars,
        [
          { title: 'CALENDAR', value: (c) => c.id },
          { title: 'SUBSCRIBE TO', value: (c) => c.url },
        ],
        'No calendars yet: add people: and schedules: to the configuration.',
      ),
    );
    return 0;
  },
};

/** `on-call renew-calendar`: a new link for a feed, when the old one is in the wrong hands. */
import { renewCalendar } from '../../api/on-call.ts';
import type { CliCommand } from '../command.ts';

export const renewCalendarCommand: CliCommand = {
  words: 'on-call renew-calendar',
  arguments: ['<calendar>'],
  summary: 'Make a new link for a calendar feed; the old one opens nothing any more',
  async run({ faces, args, out }) {
    const answer = await (await faces.api()).call(renewCalendar, { id: args[0] ?? '' });
    out.result(answer, () => out.line(answer.url));
    return 0;
  },
};

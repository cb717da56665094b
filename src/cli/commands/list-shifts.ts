/** `on-call shifts`: who is on call over a stretch; what has been is shown as it was recorded. */
import { listShifts } from '../../api/on-call.ts';
import type { CliCommand } from '../command.ts';
import { originText, whoText } from '../on-call-words.ts';
import { localTime } from '../times.ts';
import { textOption } from '../options.ts';

export const listShiftsCommand: CliCommand = {
  words: 'on-call shifts',
  arguments: ['<schedule>'],
  summary: 'Who is on call over a stretch, four weeks from now unless told otherwise',
  options: [
    { flags: '--from <time>', help: 'the past is shown as it was recorded' },
    { flags: '--to <time>', help: 'until when' },
  ],
  async run({ faces, args, options, out }) {
    const answer = await (await faces.api()).call(listShifts, {
      schedule: args[0] ?? '',
      ...textOption(options, 'from'),
      ...textOption(options, 'to'),
    });
    out.result(answer, () =>
      out.table(
        answer.shifts,
        [
          { title: 'FROM', value: (s) => localTime(s.from, answer.timeZone) },
          { title: 'TO', value: (s) => localTime(s.to, answer.timeZone) },
          { title: 'ON CALL', value: whoText },
          { title: 'BY', value: originText },
        ],
        'Nothing is known of that stretch.',
      ),
    );
    return 0;
  },
};

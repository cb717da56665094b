/** `overrides list`: exceptions that hold or will. */
import { listOverrides } from '../../api/on-call.ts';
import type { CliCommand } from '../command.ts';
import { actText } from '../on-call-words.ts';
import { localTime } from '../times.ts';
import { textOption } from '../options.ts';

export const listOverridesCommand: CliCommand = {
  words: 'overrides list',
  summary: 'Exceptions to the schedules that hold or will',
  options: [{ flags: '--schedule <name>', help: 'only those that touch this schedule' }],
  async run({ faces, options, out }) {
    const answer = await (await faces.api()).call(listOverrides, textOption(options, 'schedule'));
    out.result(answer, () =>
      out.table(
        answer.overrides,
        [
          { title: 'SCHEDULE', value: (o) => o.schedule ?? '(every)' },
          { title: 'WHAT', value: actText },
          { title: 'FROM', value: (o) => localTime(o.from, o.timeZone) },
          { title: 'TO', value: (o) => localTime(o.to, o.timeZone) },
          { title: 'BY', value: (o) => o.author },
          { title: 'WHY', value: (o) => o.reason ?? '-' },
          { title: 'ID', value: (o) => o.id },
        ],
        'No overrides.',
      ),
    );
    return 0;
  },
};

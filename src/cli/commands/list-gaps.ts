/** `on-call gaps`: when nobody will be on call. */
import { listGaps } from '../../api/on-call.ts';
import type { CliCommand } from '../command.ts';
import { localTime } from '../times.ts';
import { textOption } from '../options.ts';

export const listGapsCommand: CliCommand = {
  words: 'on-call gaps',
  summary: 'When nobody will be on call; ends with 1 when there are gaps',
  options: [
    { flags: '--schedule <name>', help: 'only in this schedule' },
    { flags: '--days <n>', help: 'how far ahead', default: '60' },
  ],
  async run({ faces, options, out }) {
    const days = Number(options['days']);
    const answer = await (await faces.api()).call(listGaps, { ...textOption(options, 'schedule'), days });
    out.result(answer, () =>
      out.table(
        answer.gaps,
        [
          { title: 'SCHEDULE', value: (g) => g.schedule },
          { title: 'FROM', value: (g) => localTime(g.from, g.timeZone) },
          { title: 'TO', value: (g) => localTime(g.to, g.timeZone) },
          { title: 'WHY', value: (g) => [...new Set(g.reasons)].join(', then ') },
        ],
        answer.schedules === 0
          ? 'No schedules yet: add people: and schedules: to the configuration.'
          : `No gaps in the next ${days} days.`,
      ),
    );
    return answer.gaps.length === 0 ? 0 : 1;
  },
};

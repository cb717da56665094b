/** `on-call`: who is on call now, or at a time. */
import { getOnCall } from '../../api/on-call.ts';
import type { CliCommand } from '../command.ts';
import { printable } from '../output.ts';
import { originText, whoText } from '../on-call-words.ts';
import { localTime } from '../times.ts';
import { textOption } from '../options.ts';

export const showOnCallCommand: CliCommand = {
  words: 'on-call',
  summary: 'Who is on call, now or at a time',
  options: [
    {
      flags: '--at <time>',
      help: '"2026-11-02 09:00" in the zone of the schedule (UTC without one), or with an offset',
    },
    { flags: '--schedule <name>', help: 'only in this schedule' },
  ],
  async run({ faces, options, out }) {
    const answer = await (await faces.api()).call(getOnCall, {
      ...textOption(options, 'at'),
      ...textOption(options, 'schedule'),
    });
    out.result(answer, () => {
      out.table(
        answer.schedules,
        [
          { title: 'SCHEDULE', value: (s) => s.schedule },
          { title: 'ON CALL', value: whoText },
          { title: 'UNTIL', value: (s) => localTime(s.to, s.timeZone) },
          { title: 'THEN', value: (s) => (s.next === undefined ? '-' : whoText(s.next)) },
          { title: 'BY', value: (s) => `${originText(s)}${s.recorded ? ' (recorded)' : ''}` },
        ],
        'No schedules yet: add people: and schedules: to the configuration.',
      );
      for (const s of answer.schedules)
        if (s.people.length === 0 && s.fallback.length > 0)
          out.line(`${s.schedule} falls back to ${s.fallback.join(', ')}`);
      for (const { schedule, timeZone, handoffNotice: notice } of answer.schedules) {
        if (notice?.handoffAt !== undefined)
          out.line(
            `${schedule}: the handoff at ${localTime(notice.handoffAt, timeZone)} is told at ${localTime(notice.toldAt, timeZone)}`,
          );
        if (notice?.last !== undefined)
          out.line(printable(`${schedule}: at ${localTime(notice.last.at, timeZone)} ${notice.last.text}`));
      }
    });
    return 0;
  },
};

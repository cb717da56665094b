/** `overrides add`: an exception to a schedule, or time off. */
import { addOverride } from '../../api/on-call.ts';
import { AppError } from '../../app/errors.ts';
import type { CliCommand } from '../command.ts';
import { printMade } from '../on-call-words.ts';
import { textOption, type Options } from '../options.ts';

export const addOverrideCommand: CliCommand = {
  words: 'overrides add',
  summary: 'Put somebody on call, take somebody off, or let one stand in for another',
  options: [
    { flags: '--schedule <name>', help: 'the schedule; without it --remove is time off in every schedule' },
    { flags: '--add <person>', help: 'is on call too' },
    { flags: '--remove <person>', help: 'is not on call' },
    { flags: '--replace <person>', help: 'is not on call, and --by is in their place' },
    { flags: '--by <person>', help: 'stands in' },
    {
      flags: '--from <time>',
      help: '"2026-12-24 20:00" in the zone of the schedule, or with an offset; now without it',
    },
    { flags: '--to <time>', help: 'until when' },
    { flags: '--reason <text>', help: 'shown beside it' },
  ],
  async run({ faces, options, out }) {
    const { to } = options;
    if (typeof to !== 'string') throw new AppError('wrong-use', 'say until when, with --to');
    const input = {
      ...textOption(options, 'schedule'),
      ...textOption(options, 'from'),
      to,
      ...actOf(options),
      ...textOption(options, 'reason'),
    };
    const answer = await (await faces.api()).call(addOverride, input);
    out.result(answer, () => printMade(out, answer));
    return 0;
  },
};

function actOf({ add, remove, replace, by }: Options): { add?: string; remove?: string } {
  const given = [add, remove, replace].filter((name) => typeof name === 'string');
  if (given.length !== 1 || (typeof replace === 'string') !== (typeof by === 'string'))
    throw new AppError('wrong-use', 'give --add, or --remove, or --replace with --by');
  if (typeof add === 'string') return { add };
  if (typeof remove === 'string') return { remove };
  return { remove: String(replace), add: String(by) };
}

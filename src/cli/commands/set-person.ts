/** `people set`: when somebody wants to be woken. */
import { setPerson } from '../../api/people.ts';
import { AppError } from '../../app/errors.ts';
import { SEVERITIES } from '../../domain/routing/severity.ts';
import type { CliCommand } from '../command.ts';
import { textOption } from '../options.ts';
import { personText } from '../person-text.ts';

const WHEN = ['on-call', 'always', 'never'] as const;

export const setPersonCommand: CliCommand = {
  words: 'people set',
  arguments: ['<person>'],
  summary: 'Say when somebody wants to be woken, for all or for a severity, or not now',
  options: [
    { flags: '--when <when>', help: 'on-call, always (also when not on call), never' },
    { flags: '--severity <severity>', help: 'only for critical, error, warning or info' },
    { flags: '--not-until <time>', help: 'not now: nothing until then; "" ends it' },
  ],
  async run({ faces, args, options, out }) {
    const when = oneOf('--when', options['when'], WHEN);
    const severity = oneOf('--severity', options['severity'], SEVERITIES);
    const answer = await (await faces.api()).call(setPerson, {
      person: args[0] ?? '',
      ...(when === undefined ? {} : { when }),
      ...(severity === undefined ? {} : { severity }),
      ...textOption(options, 'notUntil'),
    });
    out.result(answer, () => out.line(personText(answer.person, out.zone)));
    return 0;
  },
};

function oneOf<T extends string>(flag: string, given: unknown, known: readonly T[]): T | undefined {
  if (given === undefined) return undefined;
  const found = known.find((k) => k === given);
  if (found === undefined) throw new AppError('wrong-use', `${flag} must be one of ${known.join(', ')}`, {});
  return found;
}

/** How times, people and overrides of the on-call commands are shown to people. */
import type { OverrideAnswer, WhoAnswer } from '../api/on-call.ts';
import { type Output, printable } from './output.ts';
import { localTime } from './times.ts';

export function whoText({ people, gap }: WhoAnswer): string {
  if (people.length === 0) return `NOBODY: ${gap ?? 'no reason is known'}`;
  return people
    .map(
      ({ name, person, inFor }) =>
        `${name === person ? name : `${name} (${person})`}${inFor === undefined ? '' : ` for ${inFor}`}`,
    )
    .join(', ');
}

export function originText({ people }: WhoAnswer): string {
  return people
    .map(({ layer, override }) => (layer === undefined ? `override ${override ?? ''}` : layer))
    .join(', ');
}

export function printMade(
  out: Output,
  answer: { readonly overrides: readonly OverrideAnswer[]; readonly warnings: readonly string[] },
): void {
  for (const o of answer.overrides)
    out.line(
      printable(
        `${o.id}  ${o.schedule ?? 'every schedule'}: ${actText(o)} from ${localTime(o.from, o.timeZone)} to ${localTime(o.to, o.timeZone)}`,
      ),
    );
  for (const warning of answer.warnings) out.line(printable(`warning: ${warning}`));
}

export function actText({ kind, add = '', remove = '' }: OverrideAnswer): string {
  if (kind === 'replace') return `${add} for ${remove}`;
  return kind === 'add' ? `${add} too` : `${remove} off`;
}

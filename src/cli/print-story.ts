/** Prints a story: a day under its date, so that on a phone each line begins with what differs. */
import { localOf, offsetOf, wallText, weekdayOf } from '../domain/time/civil.ts';
import { parseInstant } from '../domain/time/instant.ts';
import { type Output, printable } from './output.ts';
import { timesIn } from './times.ts';

export function printStory(
  out: Pick<Output, 'line' | 'zone'>,
  story: readonly { readonly at: string; readonly text: string }[],
): void {
  let shown = '';
  for (const { at: iso, text } of story) {
    const at = parseInstant(iso);
    if (at === undefined) continue;
    const { date, minute, second } = localOf(at, out.zone);
    const day = `${dayText(date)} (${out.zone}, ${offsetOf(at, out.zone)})`;
    if (day !== shown) out.line(day);
    shown = day;
    const time = `${wallText(minute)}:${String(second).padStart(2, '0')}`;
    out.line(`  ${time}  ${printable(timesIn(text, out.zone))}`);
  }
}

function dayText(date: string): string {
  const weekday: string = weekdayOf(date);
  return `${weekday.slice(0, 1).toUpperCase()}${weekday.slice(1)} ${date}`;
}

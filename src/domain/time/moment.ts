/** Moments as people write them: local date and time of a zone, or with an offset. A doubtful one is asked back. */
import { isDate, localText, meaningOf, offsetOf, parseWallTime } from './civil.ts';
import { type Instant, parseInstant } from './instant.ts';

export type ReadMoment =
  | { readonly ok: true; readonly at: Instant }
  /** A sentence without a subject, and what to write instead. */
  | { readonly ok: false; readonly fault: string; readonly remedy: string };

/** "2026-11-02 09:00" in the zone, "2026-11-02" for its midnight, or "2026-11-02T09:00+01:00". */
export function readMoment(text: string, zone: string): ReadMoment {
  const given = parseInstant(text);
  if (given !== undefined) return { ok: true, at: given };
  const [date = '', time = '00:00', ...rest] = text.trim().split(/[ T]+/);
  const minute = parseWallTime(time);
  if (!isDate(date) || minute === undefined || rest.length > 0)
    return {
      ok: false,
      fault: 'must be a date and a time such as "2026-11-02 09:00"',
      remedy: `it is read as the time of ${zone}; with an offset write 2026-11-02T09:00+01:00`,
    };
  const meaning = meaningOf({ date, minute }, zone);
  switch (meaning.kind) {
    case 'once':
      return { ok: true, at: meaning.at };
    case 'twice':
      return {
        ok: false,
        fault: `occurs twice in ${zone}: the clock is set back`,
        remedy: `write ${[meaning.first, meaning.second].map((at) => withOffset(date, time, at, zone)).join(' for the first, or ')} for the second`,
      };
    case 'skipped':
      return {
        ok: false,
        fault: `does not exist in ${zone}: the clock is set forward over it`,
        remedy: `the clock shows ${localText(meaning.movedTo, zone)} then`,
      };
  }
}

function withOffset(date: string, time: string, at: Instant, zone: string): string {
  return `${date}T${time}${offsetOf(at, zone)}`;
}

/** Times as people read and write them on the command line: on the clock of a zone, which is named. */
import { AppError } from '../app/errors.ts';
import { localOf, localText, wallText } from '../domain/time/civil.ts';
import { type Instant, isoOf, parseInstant } from '../domain/time/instant.ts';
import { readMoment } from '../domain/time/moment.ts';
import type { Options } from './options.ts';

export function localTime(iso: string | undefined, zone: string): string {
  const at: Instant | undefined = parseInstant(iso ?? '');
  return at === undefined ? '-' : localText(at, zone);
}

/** Times within a sentence of the service, which does not know who reads it. */
export function timesIn(text: string, zone: string): string {
  return text.replace(/\b\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?Z/g, (iso) => localTime(iso, zone));
}

/** "03:12" when it is of the day of `now`, else with its date. */
export function shortTime(iso: string, now: Instant, zone: string): string {
  const at = parseInstant(iso);
  if (at === undefined) return '-';
  const { date, minute } = localOf(at, zone);
  return date === localOf(now, zone).date ? wallText(minute) : `${date} ${wallText(minute)}`;
}

/** The time of an option, written for the reader's clock or with its zone, as the API takes it. */
export function timeOption<N extends string>(options: Options, name: N, zone: string): { [K in N]?: string } {
  const text = options[name];
  if (typeof text !== 'string') return {};
  const read = readMoment(text, zone);
  if (!read.ok)
    throw new AppError('wrong-use', `${JSON.stringify(text)} ${read.fault}`, {
      path: `--${name}`,
      remedy: read.remedy,
    });
  return { [name]: isoOf(read.at) } as { [K in N]?: string };
}

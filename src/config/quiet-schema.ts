/** Quiet times and inhibitions in Zod: what may stand where. */
import { z } from 'zod';
import type { MonthDays, WallHours } from '../domain/time/civil-range.ts';
import { isTimeZone, parseWallTime, WEEKDAYS, type Weekday } from '../domain/time/civil.ts';
import { patterns } from './schema.ts';

const DAYS_SENTENCE = 'must be days such as mon, sat or mon..fri';
const MONTH_DAYS_SENTENCE = 'must be days of the month such as 1, -1 (the last) or 28..-1';
const HOURS_SENTENCE =
  'must be a range such as "22:00-06:00"; one that passes midnight belongs to the day it starts on';
const EMPTY_SENTENCE = 'ends when it begins, so it would never hold; a whole day is "00:00-24:00"';

/** Anything that a person writes as one value or a list of them. */
const listOf = <T>(sentence: string, parse: (text: string) => T | undefined) =>
  z
    .union([z.string(), z.number(), z.array(z.union([z.string(), z.number()])).min(1)], { error: sentence })
    .transform((given, context): readonly T[] => {
      const parts = (Array.isArray(given) ? given : [given]).map((part) => parse(String(part).trim()));
      const good = parts.filter((part): part is NonNullable<typeof part> => part !== undefined);
      if (good.length === parts.length) return good;
      context.addIssue({ code: 'custom', message: sentence });
      return z.NEVER;
    });

export const rangeSchema = z.strictObject({
  days: listOf(DAYS_SENTENCE, parseDays).optional().meta({ help: 'Weekdays: mon..fri, [sat, sun]' }),
  hours: z
    .string({ error: HOURS_SENTENCE })
    .transform((text, context): WallHours => {
      const hours = parseHours(text);
      if (hours !== undefined) return hours;
      const [from, to] = text.split('-').map((part) => parseWallTime(part.trim()));
      const isEmpty = from !== undefined && from === to;
      context.addIssue({ code: 'custom', message: isEmpty ? EMPTY_SENTENCE : HOURS_SENTENCE });
      return z.NEVER;
    })
    .optional()
    .meta({ help: 'From and to on the clock; may pass midnight' }),
  month_days: listOf(MONTH_DAYS_SENTENCE, parseMonthDays)
    .optional()
    .meta({ help: 'Days of the month; −1 is the last' }),
  months: listOf('must be months from 1 to 12, such as 12 or 6..8', parseMonths)
    .optional()
    .meta({ help: 'Months, 1 to 12' }),
  time_zone: z
    .string({ error: 'must say whose clock counts, such as Europe/Paris' })
    .refine(isTimeZone, { error: 'must be an IANA time zone such as Europe/Paris' })
    .meta({ help: 'IANA time zone whose clock counts' }),
});

export const inhibitionSchema = z.strictObject({
  when: z.record(z.string(), patterns).meta({ help: 'Labels of the alert that keeps others quiet' }),
  quiet: z.record(z.string(), patterns).meta({ help: 'Labels of those that are kept quiet' }),
  equal: z.array(z.string()).optional().meta({ help: 'Labels that both must share' }),
});

function parseDays(text: string): readonly Weekday[] | undefined {
  const [from, to] = text.toLowerCase().split('..');
  const first = WEEKDAYS.findIndex((day) => day === from);
  const last = to === undefined ? first : WEEKDAYS.findIndex((day) => day === to);
  if (first < 0 || last < 0) return undefined;
  // sat..mon goes over the end of the week.
  const count = ((last - first + 7) % 7) + 1;
  return Array.from({ length: count }, (_, i) => WEEKDAYS[(first + i) % 7] as Weekday);
}

function parseMonthDays(text: string): MonthDays | undefined {
  const [from, to, ...rest] = text.split('..').map(Number);
  const valid = (day: number | undefined) =>
    Number.isInteger(day) && day !== 0 && Math.abs(day as number) <= 31;
  if (rest.length > 0 || from === undefined || !valid(from) || (to !== undefined && !valid(to)))
    return undefined;
  const end = to ?? from;
  return from > 0 === end > 0 && from > end ? undefined : { from, to: end };
}

function parseMonths(text: string): readonly number[] | undefined {
  const [from, to, ...rest] = text.split('..').map(Number);
  const valid = (m: number | undefined) => Number.isInteger(m) && (m as number) >= 1 && (m as number) <= 12;
  if (rest.length > 0 || from === undefined || !valid(from) || (to !== undefined && !valid(to)))
    return undefined;
  const count = (((to ?? from) - from + 12) % 12) + 1;
  return Array.from({ length: count }, (_, i) => ((from - 1 + i) % 12) + 1);
}

function parseHours(text: string): WallHours | undefined {
  const [from, to, ...rest] = text.split('-').map((part) => parseWallTime(part.trim()));
  if (from === undefined || to === undefined || rest.length > 0 || from === to || from === 24 * 60)
    return undefined;
  return { start: from, end: to };
}

/** Moments and lengths for people: rendered here and in their zone, because no destination can be trusted to do it. */
import type { Briefing, BriefingFact } from '../../domain/briefing/briefing.ts';
import type { Instant } from '../../domain/time/instant.ts';
import type { Untrusted } from '../../domain/briefing/untrusted.ts';

/** English locales that know abbreviations of their own part of the world; others print "GMT+2". */
const ABBREVIATING = ['en-GB', 'en-US', 'en-AU', 'en-IN', 'en-ZA'];

/** "2026-09-21 06:04 CEST (04:04 UTC)"; the day is repeated when it is another one in UTC. */
export function whenText(at: Instant, zone: string, locale: string): string {
  const utc = dayAndTime(at, 'UTC');
  const local = localText(at, zone, locale);
  if (local === `${utc.day} ${utc.time} UTC`) return local;
  return `${local} (${local.startsWith(utc.day) ? '' : `${utc.day} `}${utc.time} UTC)`;
}

/** "2026-09-21 06:04 CEST", where there is no room for more. */
export function localText(at: Instant, zone: string, locale: string): string {
  const known = isZone(zone) ? zone : 'UTC';
  const { day, time } = dayAndTime(at, known);
  return `${day} ${time} ${known === 'UTC' ? 'UTC' : zoneName(at, known, locale)}`;
}

/** What stands after the title of a fact, a moment in words. */
export function factValue({ value }: BriefingFact, { zone, locale }: Briefing): Untrusted | string {
  return typeof value === 'object' && 'at' in value ? whenText(value.at, zone, locale) : value;
}

function dayAndTime(at: Instant, zone: string): { day: string; time: string } {
  const parts = new Map(
    formatter('en-GB', zone, 'digits')
      .formatToParts(at)
      .map((p) => [p.type, p.value]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? '';
  return {
    day: `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`,
    time: `${part('hour')}:${part('minute')}`,
  };
}

function zoneName(at: Instant, zone: string, locale: string): string {
  let offset = '';
  for (const candidate of [locale, ...ABBREVIATING]) {
    if (!isLocale(candidate)) continue;
    const parts = formatter(candidate, zone, 'name').formatToParts(at);
    const name = parts.find((p) => p.type === 'timeZoneName')?.value ?? '';
    if (name !== '' && !/^(GMT|UTC)\S/.test(name)) return name;
    offset ||= name;
  }
  return offset;
}

/** Formatters cost a hundred times what they format, and there are few zones and locales in one configuration. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(locale: string, zone: string, what: 'digits' | 'name'): Intl.DateTimeFormat {
  const key = `${what} ${locale} ${zone}`;
  const known = formatters.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat(locale, {
    timeZone: zone,
    ...(what === 'name'
      ? { timeZoneName: 'short' }
      : {
          year: 'numeric',
          month: '2-digit',
          day: '2-digit',
          hour: '2-digit',
          minute: '2-digit',
          hourCycle: 'h23',
        }),
  });
  if (formatters.size < 500) formatters.set(key, made);
  return made;
}

function isZone(zone: string): boolean {
  try {
    return formatter('en-GB', zone, 'digits') !== undefined;
  } catch {
    return false;
  }
}

function isLocale(locale: string): boolean {
  try {
    return Intl.getCanonicalLocales(locale).length > 0;
  } catch {
    return false;
  }
}

/** Durations as people write them: 10s, 5m, 4h, 2d. */
import { DAY, HOUR, type Millis, MINUTE, SECOND } from '../domain/time/instant.ts';

const UNITS: Readonly<Record<string, Millis>> = { ms: 1, s: SECOND, m: MINUTE, h: HOUR, d: DAY };

/** `undefined` for anything else; parts add up: 1h30m. */
export function parseDuration(text: string): Millis | undefined {
  if (!/^(\d{1,9}(ms|s|m|h|d))+$/.test(text)) return undefined;
  let total = 0;
  for (const [, count, unit] of text.matchAll(/(\d+)(ms|s|m|h|d)/g))
    total += Number(count) * (UNITS[unit ?? ''] ?? 0);
  return total;
}

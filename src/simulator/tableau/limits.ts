/** Tableau Cloud's limits on calls, per site over a sliding window. */
import type { Instant, Millis } from '../../domain/time/instant.ts';
import { ERROR_CODE } from '../../tableau/wire.ts';
import { Refusal } from './refusal.ts';
import type { Site } from './world.ts';

export class Limits {
  readonly #uses = new Map<string, Instant[]>();

  /** Counts one use, and refuses it with 429 when `limit` were made within the window. A limit of 0 is none. */
  use(what: string, site: Site, limit: number, window: Millis, now: Instant): void {
    if (limit === 0) return;
    const key = `${what} ${site.luid}`;
    const recent = (this.#uses.get(key) ?? []).filter((at) => now - at < window);
    const oldest = recent[0];
    if (recent.length >= limit && oldest !== undefined) {
      const seconds = Math.ceil((oldest + window - now) / 1000);
      const headers = { 'retry-after': String(seconds) };
      throw new Refusal(ERROR_CODE.tooManyRequests, `Too many ${what} on this site.`, headers);
    }
    this.#uses.set(key, [...recent, now]);
  }
}

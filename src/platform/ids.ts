/** UUIDv7 (RFC 9562): 48 bits of milliseconds, 12 bits of a counter that keeps the order within one, 62 random. */
import { getRandomValues } from 'node:crypto';
import type { Clock } from '../app/ports/clock.ts';
import type { Ids } from '../app/ports/ids.ts';
import { timeOfId } from '../domain/time/id-time.ts';

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** `newest`: an id that all of these come after, though the clock may have been set back since. */
export function uuidV7(
  clock: Clock,
  random: (into: Uint8Array<ArrayBuffer>) => unknown = (b) => getRandomValues(b),
  newest?: string,
): Ids {
  let lastMs: number = (newest === undefined ? undefined : timeOfId(newest)) ?? 0;
  let counter = 0xfff;
  // One call for random bytes serves 256 ids; asking for each costs more than the rest of the id.
  const pool = new Uint8Array(8 * 256);
  let used = pool.length;
  return {
    next() {
      const now = clock.now();
      if (now > lastMs) {
        lastMs = now;
        counter = 0;
      } else if (++counter > 0xfff) {
        lastMs += 1;
        counter = 0;
      }
      if (used === pool.length) {
        random(pool);
        used = 0;
      }
      const r = pool.subarray(used, used + 8);
      used += 8;
      const ms = lastMs.toString(16).padStart(12, '0');
      const seq = (0x7000 | counter).toString(16);
      const h = (i: number) => HEX[r[i] ?? 0] as string;
      const variant = HEX[0x80 | ((r[0] ?? 0) & 0x3f)] as string;
      return `${ms.slice(0, 8)}-${ms.slice(8)}-${seq}-${variant}${h(1)}-${h(2)}${h(3)}${h(4)}${h(5)}${h(6)}${h(7)}`;
    },
  };
}

/** "If more than four requests are made in a second, the client connection is throttled until the window refreshes"
 * (Microsoft Teams, Create Incoming Webhooks). */

const WINDOW_MS = 1000;
const REQUESTS = 4;
const LONGEST_MS = 60_000;

export type RateWindow = {
  /** Milliseconds to wait when the request is one too many, else `undefined`. */
  tooMany(mono: number, shape: 'fixed' | 'growing'): number | undefined;
};

export function rateWindow(): RateWindow {
  let start = Number.NEGATIVE_INFINITY;
  let length = WINDOW_MS;
  let count = 0;
  return {
    tooMany(mono, shape) {
      if (mono - start >= length) {
        start = mono;
        length = WINDOW_MS;
        count = 0;
      }
      count += 1;
      if (count <= REQUESTS) return undefined;
      if (shape === 'growing') length = Math.min(LONGEST_MS, length * 2);
      return start + length - mono;
    },
  };
}

/** The wall clock, held steady when it is set: a step is taken over only when what waits has been moved with it. */
import type { Clock, SteadyClock } from '../app/ports/clock.ts';
import { instant, type Millis, SECOND } from '../domain/time/instant.ts';

/** Smaller differences are drift that NTP slews away; they are followed at once. */
const TOLERANCE: Millis = 2 * SECOND;

export function steadyClock(inner: Clock): SteadyClock {
  let offset = inner.now() - inner.mono();

  const step = (): Millis => {
    const wall = inner.now() - inner.mono();
    const by = wall - offset;
    if (Math.abs(by) > TOLERANCE) return Math.round(by);
    offset = wall;
    return 0;
  };

  return {
    now() {
      step();
      return instant(inner.mono() + offset);
    },
    mono: () => inner.mono(),
    step,
    follow(by) {
      offset += by;
    },
  };
}

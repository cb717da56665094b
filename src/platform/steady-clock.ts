/** The wall clock, held steady when it is set: a step is taken over only when what waits has been moved with it. */
import type { Clock, SteadyClock } from '../app/ports/clock.ts';
import { CLOCK_TOLERANCE } from '../domain/time/clock-note.ts';
import { instant, type Millis } from '../domain/time/instant.ts';

export function steadyClock(inner: Clock): SteadyClock {
  let offset = inner.now() - inner.mono();

  const step = (): Millis => {
    const wall = inner.now() - inner.mono();
    const by = wall - offset;
    if (Math.abs(by) > CLOCK_TOLERANCE) return Math.round(by);
    offset = wall;
    return 0;
  };

  return {
    now() {
      step();
      return instant(inner.mono() + offset);
    },
    mono: () => inner.mono(),
    machine: inner.machine,
    step,
    follow(by) {
      offset += by;
    },
  };
}

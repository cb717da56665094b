import fc from 'fast-check';
import { expect, it } from 'vitest';
import { uuidV7 } from '../../platform/ids.ts';
import { idFrom, timeOfId } from './id-time.ts';
import { instant } from './instant.ts';

const times = fc.integer({ min: 1, max: 2 ** 47 }).map(instant);

it('an id sorts by when it was made', () => {
  fc.assert(
    fc.property(times, times, (made, asked) => {
      const id = uuidV7({ now: () => made, mono: () => 0 }).next();
      expect(id >= idFrom(asked)).toBe(made >= asked);
      expect(timeOfId(id)).toBe(made);
    }),
  );
});

it('what is no id has no time', () => {
  expect(timeOfId('calls/1')).toBeUndefined();
});

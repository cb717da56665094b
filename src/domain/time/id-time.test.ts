import fc from 'fast-check';
import { expect, it } from 'vitest';
import { uuidV7 } from '../../platform/ids.ts';
import { idFrom, orderOf, timeOfId } from './id-time.ts';
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

it('a row of before stands before one of after, also where the clock was set back in between', () => {
  fc.assert(
    fc.property(times, times, fc.nat({ max: 5 }), (first, second, more) => {
      let wall = first;
      const ids = uuidV7({ now: () => wall, mono: () => 0 });
      const before = orderOf({ id: ids.next(), at: wall });
      wall = second;
      const rows = Array.from({ length: more + 1 }, () => orderOf({ id: ids.next(), at: wall }));

      if (first - second > 2000) for (const order of rows) expect(order).toBeGreaterThan(before);
      else for (const order of rows) expect(order).toBe(second);
    }),
  );
});

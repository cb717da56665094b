import fc from 'fast-check';
import { expect, it } from 'vitest';
import { dueQueue } from './due-queue.ts';
import { instant } from '../time/instant.ts';

it('gives what waits by time, then rank, then turn', () => {
  const waits = fc.record({ at: fc.integer({ min: 0, max: 5 }), rank: fc.integer({ min: 0, max: 2 }) });
  fc.assert(
    fc.property(fc.array(waits), (all) => {
      const queue = dueQueue<number>();
      all.forEach(({ at, rank }, turn) => queue.put(instant(at), turn, rank));

      const taken: (number | undefined)[] = [];
      while (queue.nextAt() !== undefined) taken.push(queue.take());

      const turns = all.map((_, turn) => turn);
      const of = (turn: number) => all[turn] ?? { at: 0, rank: 0 };
      expect(taken).toEqual(
        turns.toSorted((a, b) => of(a).at - of(b).at || of(a).rank - of(b).rank || a - b),
      );
    }),
  );
});

it('has nothing to give when nothing waits', () => {
  expect(dueQueue().take()).toBeUndefined();
});

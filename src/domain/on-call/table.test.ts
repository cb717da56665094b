import { expect, it } from 'vitest';
import { at, layer, rotation, schedule, window } from '../../../test/fixtures/on-call.ts';
import { after, DAY, MINUTE } from '../time/instant.ts';
import { onCallAt } from './resolve.ts';
import { compileTable, lookUp, shiftIn } from './table.ts';

const tested = schedule([
  layer(rotation('America/New_York', '2026-01-05 08:00', 'wall-hour', ['ana', 'ben', 'cyd'], 12), {
    windows: [window('08:00-20:00', ['mon', 'tue', 'wed', 'thu', 'fri'])],
  }),
  layer(rotation('Europe/Paris', '2026-01-05 09:00', 'week')),
]);
const from = at('2026-10-20T00:00Z');
const table = compileTable(tested, from, after(from, 30 * DAY));

it('finds no shift outside of the table, and asks the evaluator there', () => {
  const outside = after(from, 40 * DAY);

  expect(shiftIn(table.shifts, outside)).toBeUndefined();
  expect(shiftIn(table.shifts, after(from, -1))).toBeUndefined();
  expect(lookUp(table, outside)).toEqual(onCallAt(tested, outside));
});

it('answers far more often in a second than the evaluator does', () => {
  const perSecond = (ask: typeof onCallAt, times: number) => {
    const start = performance.now();
    for (let i = 0; i < times; i += 1) ask(tested, after(from, ((i * 37) % 43_000) * MINUTE));
    return times / ((performance.now() - start) / 1000);
  };
  const plain = perSecond(onCallAt, 500);
  const compiled = perSecond((_, t) => lookUp(table, t), 20_000);

  expect(compiled / plain).toBeGreaterThan(10);
});

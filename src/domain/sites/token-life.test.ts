import fc from 'fast-check';
import { expect, it } from 'vitest';
import { after, DAY, instant, isoOf } from '../time/instant.ts';
import { IDLE_LIMIT, tokenLife } from './token-life.ts';

const NOW = instant(Date.UTC(2026, 10, 2));
const dateIn = (days: number) => isoOf(after(NOW, days * DAY)).slice(0, 10);

it.each([
  [31, undefined],
  [30, 30],
  [8, 30],
  [7, 7],
  [2, 7],
  [1, 1],
  [0, 0],
  [-3, 0],
])('a token that expires in %i days is told of at stage %s', (days, stage) => {
  expect(tokenLife({ expiresOn: dateIn(days), lastUsedAt: NOW }, NOW).stage?.days).toBe(stage);
});

it.each([
  [0, undefined],
  [7, undefined],
  [8, 7],
  [14, 1],
  [15, 0],
])('a token that was unused for %i days is told of at stage %s', (days, stage) => {
  const life = tokenLife({ expiresOn: undefined, lastUsedAt: after(NOW, -days * DAY) }, NOW);

  expect(life.stage?.days).toBe(stage);
  expect(life.ends).toEqual([{ why: 'idle', at: after(NOW, IDLE_LIMIT - days * DAY) }]);
});

it('gets only nearer to its end while time passes, and speaks of the end that is nearest to being told of', () => {
  const days = fc.integer({ min: -5, max: 60 });
  fc.assert(
    fc.property(
      days,
      fc.integer({ min: 0, max: 20 }),
      fc.integer({ min: 0, max: 60 }),
      (left, unused, later) => {
        const token = { expiresOn: dateIn(left), lastUsedAt: after(NOW, -unused * DAY) };
        const now = tokenLife(token, NOW).stage?.days ?? 99;
        const then = tokenLife(token, after(NOW, later * DAY)).stage?.days ?? 99;

        return then <= now;
      },
    ),
  );
});

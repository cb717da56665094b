import fc from 'fast-check';
import { expect, it } from 'vitest';
import { MINUTE, SECOND } from '../time/instant.ts';
import { followStore, NO_INCIDENT, TELL_EVERY, type Word } from './store-incident.ts';

type Look = { readonly wait: number; readonly fault: string | undefined };

function follow(looks: readonly Look[]): readonly { readonly at: number; readonly word: Word }[] {
  let state = NO_INCIDENT;
  let mono = 0;
  return looks.map(({ wait, fault }) => {
    mono += wait;
    const { after, word } = followStore(state, fault, mono);
    state = after;
    return { at: mono, word };
  });
}

const words = (looks: readonly Look[]) => follow(looks).map(({ word }) => word?.say);

it('a full disk is told at once, and its end when it has been over for a minute', () => {
  expect(
    words([
      { wait: 0, fault: 'full' },
      { wait: 30 * SECOND, fault: 'full' },
      { wait: 30 * SECOND, fault: undefined },
      { wait: 30 * SECOND, fault: undefined },
      { wait: 31 * SECOND, fault: undefined },
    ]),
  ).toEqual(['begun', undefined, undefined, undefined, 'over']);
});

it('a lock that passes is not told, one that stays is', () => {
  expect(
    words([
      { wait: 0, fault: 'busy' },
      { wait: 10 * SECOND, fault: undefined },
    ]),
  ).toEqual([undefined, undefined]);
  expect(
    words([
      { wait: 0, fault: 'busy' },
      { wait: 30 * SECOND, fault: 'busy' },
    ]),
  ).toEqual([undefined, 'begun']);
});

it('however the store flickers, each begin is told once, rarely, and its end once', () => {
  const looks = fc.array(
    fc.record({
      wait: fc.integer({ min: 1, max: 5 * MINUTE }),
      fault: fc.constantFrom(undefined, 'full', 'busy', 'io'),
    }),
    { maxLength: 200 },
  );
  fc.assert(
    fc.property(looks, (given) => {
      const said = follow(given).filter(({ word }) => word !== undefined);
      expect(said.map(({ word }) => word?.say)).toEqual(said.map((_, i) => (i % 2 === 0 ? 'begun' : 'over')));
      const begun = said.filter((_, i) => i % 2 === 0);
      for (const [i, one] of begun.entries())
        if (i > 0) expect(one.at - (begun[i - 1]?.at ?? 0)).toBeGreaterThanOrEqual(TELL_EVERY);
    }),
  );
});

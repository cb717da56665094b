import fc from 'fast-check';
import { expect, it } from 'vitest';
import { at, fixed, layer, rotation } from '../../../test/fixtures/on-call.ts';
import { wallText, WEEKDAYS } from '../time/civil.ts';
import { after, DAY, HOUR, type Instant, instant, MINUTE } from '../time/instant.ts';
import { carryOver } from './carry-over.ts';
import { onCallAt, onCallBetween } from './resolve.ts';
import { turnNumberAt, turnOf } from './rotation.ts';
import type { Layer, Override, OverrideAct, Schedule, Window } from './schedule.ts';
import { compileTable, lookUp } from './table.ts';

const PEOPLE = ['ana', 'ben', 'cyd', 'dan'];
const ZONES = [
  'Europe/London',
  'America/New_York',
  'Australia/Lord_Howe',
  'America/Santiago',
  'Asia/Kolkata',
];
/** Around a change of each of the zones but the last. */
const MOMENTS = ['2026-03-29T01:00Z', '2026-11-01T06:00Z', '2026-10-03T15:30Z', '2026-09-06T04:00Z'].map(at);

const person = fc.constantFrom(...PEOPLE);
const minute = fc.integer({ min: 0, max: 95 }).map((q) => q * 15);
const zone = fc.constantFrom(...ZONES);

const who = fc.oneof(
  fc.subarray(PEOPLE, { minLength: 1 }).map((people) => fixed(...people)),
  fc
    .tuple(
      zone,
      fc.constantFrom('wall-hour', 'elapsed-hour', 'day', 'week', 'month'),
      minute,
      fc.array(person, { minLength: 1, maxLength: 5 }),
      fc.constantFrom(1, 2, 12),
    )
    .map(([z, unit, m, people, every]) =>
      rotation(z, `2026-03-2${m % 8} ${wallText(m)}`, unit as 'day', people, every),
    ),
);

const windows: fc.Arbitrary<Window> = fc
  .tuple(fc.subarray([...WEEKDAYS], { minLength: 1 }), minute, minute)
  .map(([days, start, end]) => ({ days: new Set(days), start, end }));

const layers: fc.Arbitrary<Layer> = fc
  .tuple(who, zone, fc.array(windows, { maxLength: 2 }), fc.nat(9))
  .map(([w, z, limits, n]) => layer(w, { id: `l${n}`, name: `l${n}`, zone: z, windows: limits }));

const act: fc.Arbitrary<OverrideAct> = fc.oneof(
  person.map((add) => ({ kind: 'add' as const, add })),
  person.map((remove) => ({ kind: 'remove' as const, remove })),
  fc.tuple(person, person).map(([remove, add]) => ({ kind: 'replace' as const, remove, add })),
);

/** A schedule, and a stretch of two days around a change that it may meet. */
const cases = fc
  .record({
    moment: fc.constantFrom(...MOMENTS),
    layers: fc.array(layers, { maxLength: 3 }),
    overrides: fc.array(
      fc.tuple(act, fc.integer({ min: -90, max: 90 }), fc.integer({ min: 1, max: 90 }), fc.nat(3)),
      {
        maxLength: 4,
      },
    ),
    inactive: fc.subarray(PEOPLE, { maxLength: 2 }),
  })
  .map(({ moment, overrides, inactive, layers: list }) => ({
    from: after(moment, -DAY),
    to: after(moment, DAY),
    schedule: {
      ...{ name: 'data', zone: 'UTC', layers: list, fallback: [], gapsOk: [], inactive: new Set(inactive) },
      overrides: overrides.map(
        ([a, start, length, madeAt], i): Override => ({
          id: `o${i}`,
          from: after(moment, start * 20 * MINUTE),
          to: after(moment, (start + length) * 20 * MINUTE),
          act: a,
          madeAt: instant(madeAt),
        }),
      ),
    } satisfies Schedule,
  }));

it('the stretch, the table and the single moment give the same answer, and shifts tile', () => {
  fc.assert(
    fc.property(cases, fc.nat(29), ({ schedule, from, to }, offset) => {
      const shifts = onCallBetween(schedule, from, to);
      const table = compileTable(schedule, from, after(from, DAY));

      expect([shifts[0]?.from, shifts.at(-1)?.to]).toEqual([from, to]);
      shifts.forEach((s, i) => i > 0 && expect(s.from).toBe(shifts[i - 1]?.to));
      let i = 0;
      for (let t = after(from, offset * MINUTE); t < to; t = after(t, 30 * MINUTE)) {
        while ((shifts[i]?.to ?? to) <= t) i += 1;
        const answer = onCallAt(schedule, t);
        expect(shifts[i]?.who).toEqual(answer);
        expect(lookUp(table, t)).toEqual(answer);
      }
      for (const shift of shifts) expect(onCallAt(schedule, after(shift.to, -1))).toEqual(shift.who);
    }),
    { numRuns: 50 },
  );
});

it('an override that is added and removed leaves nothing behind, and outside of its time it changes nothing', () => {
  fc.assert(
    fc.property(cases, act, ({ schedule, from, to }, extra) => {
      const more: Override = { id: 'x', from, to: after(from, HOUR), act: extra, madeAt: instant(9) };
      const withIt = { ...schedule, overrides: [...schedule.overrides, more] };
      const without = { ...withIt, overrides: withIt.overrides.filter((o) => o.id !== 'x') };

      expect(onCallBetween(without, from, to)).toEqual(onCallBetween(schedule, from, to));
      expect(onCallAt(withIt, more.to)).toEqual(onCallAt(schedule, more.to));
    }),
    { numRuns: 50 },
  );
});

it('the order in which overrides are listed does not matter', () => {
  fc.assert(
    fc.property(cases, ({ schedule, from, to }) => {
      const turned = { ...schedule, overrides: schedule.overrides.toReversed() };
      const plain = (s: Schedule) =>
        onCallBetween(s, from, to).map((shift) => [
          shift.from,
          shift.who.kind === 'gap' ? [] : shift.who.people.map((o) => o.person).toSorted(),
        ]);

      expect(plain(turned)).toEqual(plain(schedule));
    }),
    { numRuns: 40 },
  );
});

it('an edit of a list keeps who is on call now, as long as they are still in it', () => {
  const list = fc.uniqueArray(person, { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(list, list, fc.integer({ min: 0, max: 400 }), fc.nat(3), (before, after_, days, shift) => {
      const now = after(at('2026-01-05T09:00Z'), days * DAY) as Instant;
      const old = { ...rotation('UTC', '2026-01-05 09:00', 'week', before), shift };
      const edited = rotation('UTC', '2026-01-05 09:00', 'week', after_);
      const next = { ...edited, shift: carryOver(edited, old, now) };
      const n = turnNumberAt(old, now) ?? 0;
      const [was] = turnOf(old, n);
      const [is] = turnOf(next, n);
      const heirs = before.map((_, i) => turnOf(old, n + i)[0] ?? '').filter((p) => after_.includes(p));

      expect(is).toBe(after_.includes(was ?? '') ? was : (heirs[0] ?? after_[0]));
      expect(carryOver(next, { turns: next.turns, shift: next.shift }, now)).toBe(next.shift);
    }),
  );
});

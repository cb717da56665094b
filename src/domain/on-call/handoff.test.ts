import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  at,
  fixed,
  layer,
  override,
  rotation,
  schedule,
  shortIso,
  window,
} from '../../../test/fixtures/on-call.ts';
import { localOf, wallText } from '../time/civil.ts';
import { after, DAY, HOUR, instant } from '../time/instant.ts';
import { handoffsAfter, noticeDue } from './handoff.ts';
import type { Schedule } from './schedule.ts';

const weeks = layer(rotation('Europe/Paris', '2026-11-02 09:00', 'week'));

function handoffs(tested: Schedule, from: string, people: readonly string[], until: string, now = from) {
  return handoffsAfter(tested, { toldUntil: at(from), people }, at(now), at(until)).map(
    (h) => `${shortIso(h.at)} ${h.from.join('+')} > ${h.to.join('+')}`,
  );
}

describe('handoffs', () => {
  it('are where other people come on call, also by an override and after a night in which nobody is', () => {
    const office = layer(rotation('Europe/Paris', '2026-11-02 09:00', 'week'), {
      zone: 'Europe/Paris',
      windows: [window('09:00-17:00', ['mon', 'tue', 'wed', 'thu', 'fri'])],
    });
    const standIn = override('o', '2026-11-04T09:00Z', '2026-11-04T11:00Z', {
      kind: 'replace',
      remove: 'ana',
      add: 'cyd',
    });

    expect(
      handoffs(
        schedule([office], { overrides: [standIn] }),
        '2026-11-03T12:00Z',
        ['ana'],
        '2026-11-10T12:00Z',
      ),
    ).toEqual(['2026-11-04T09:00Z ana > cyd', '2026-11-04T11:00Z cyd > ana', '2026-11-09T08:00Z ana > ben']);
  });

  it('are told from now when the schedule was edited at what was told already', () => {
    expect(
      handoffs(
        schedule([layer(fixed('zoe'))]),
        '2026-11-02T08:00Z',
        ['ana'],
        '2026-11-09T12:00Z',
        '2026-11-03T12:00Z',
      ),
    ).toEqual(['2026-11-03T12:00Z ana > zoe']);
  });

  it('told ahead are told again when somebody else comes after all', () => {
    const cyd = override('o', '2026-11-09T08:00Z', '2026-11-10T08:00Z', {
      kind: 'replace',
      remove: 'ben',
      add: 'cyd',
    });

    expect(
      handoffs(
        schedule([weeks], { overrides: [cyd] }),
        '2026-11-09T08:00Z',
        ['ben'],
        '2026-11-09T12:00Z',
        '2026-11-08T18:00Z',
      ),
    ).toEqual(['2026-11-09T08:00Z ben > cyd']);
  });
});

describe('the time of a notice', () => {
  const due = (handoff: string, time: string, zone = 'Europe/Paris') =>
    shortIso(noticeDue(at(handoff), Number(time.slice(0, 2)) * 60 + Number(time.slice(3)), zone));

  it('is the last such time before the handoff, in summer and in winter', () => {
    expect(due('2026-11-09T08:00Z', '17:00')).toBe('2026-11-08T16:00Z');
    expect(due('2026-11-09T08:00Z', '08:30')).toBe('2026-11-09T07:30Z');
    expect(due('2026-11-09T08:00Z', '09:00')).toBe('2026-11-09T08:00Z');
    expect(due('2026-03-30T07:00Z', '08:30')).toBe('2026-03-30T06:30Z');
    expect(due('2026-03-29T07:00Z', '17:00')).toBe('2026-03-28T16:00Z');
  });

  it('that the clock skips comes as much later, and one that occurs twice is the first', () => {
    expect(due('2026-03-29T07:00Z', '02:30')).toBe('2026-03-29T01:30Z');
    expect(due('2026-10-25T08:00Z', '02:30')).toBe('2026-10-25T00:30Z');
  });

  it('is never after the handoff, within two days before it, and on the wall as it is written wherever that exists', () => {
    const zones = [
      'Europe/Paris',
      'America/New_York',
      'Australia/Lord_Howe',
      'America/Santiago',
      'Pacific/Apia',
    ];
    const from = at('2011-12-20T00:00Z');
    fc.assert(
      fc.property(fc.constantFrom(...zones), fc.nat(1439), fc.nat(20 * 365 * 24), (zone, minute, hours) => {
        const handoff = instant(from + hours * HOUR);
        const found = noticeDue(handoff, minute, zone);
        expect(found).toBeLessThanOrEqual(handoff);
        expect(found).toBeGreaterThan(after(handoff, -2 * DAY - 2 * HOUR));
        const wall = localOf(found, zone);
        if (wallText(wall.minute) !== wallText(minute)) expect(wall.minute).toBeGreaterThan(minute);
      }),
    );
  });
});

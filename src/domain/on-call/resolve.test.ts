import { describe, expect, it } from 'vitest';
import {
  at,
  fixed,
  layer,
  namesAt,
  namesOf,
  override,
  rotation,
  schedule,
  shortIso,
  window,
} from '../../../test/fixtures/on-call.ts';
import { DAY, HOUR } from '../time/instant.ts';
import { gapsAhead } from './gaps.ts';
import { onCallAt, onCallBetween } from './resolve.ts';

const weekly = layer(rotation('Europe/Paris', '2026-11-02 09:00', 'week'), { name: 'weeks' });
const always = layer(fixed('zoe'), { id: 'z', name: 'always' });

describe('layers', () => {
  it('the first that has somebody counts, and one that has nobody lets the next through', () => {
    const nights = layer(fixed('nat'), {
      name: 'nights',
      zone: 'Europe/Paris',
      windows: [window('22:00-06:00')],
    });
    const tested = schedule([nights, weekly, always]);

    expect(namesAt(tested, '2026-11-02T21:00Z')).toBe('nat');
    expect(namesAt(tested, '2026-11-03T05:00Z')).toBe('ana');
    expect(namesAt(tested, '2026-11-01T12:00Z')).toBe('zoe');
  });

  it('say where somebody comes from', () => {
    expect(onCallAt(schedule([weekly]), at('2026-11-02T12:00Z'))).toEqual({
      kind: 'people',
      people: [{ person: 'ana', by: { kind: 'layer', layer: 'weeks' } }],
    });
  });

  it('a turn may name several people', () => {
    const pairs = layer(rotation('UTC', '2026-11-02 00:00', 'day', [['ana', 'ben'], 'cyd']));

    expect(namesAt(schedule([pairs]), '2026-11-02T12:00Z')).toBe('ana+ben');
    expect(namesAt(schedule([pairs]), '2026-11-03T12:00Z')).toBe('cyd');
  });

  it('begin and end on their dates', () => {
    const tested = schedule([
      layer(fixed('ana'), { from: at('2026-12-01T00:00Z'), until: at('2026-12-02T00:00Z') }),
      always,
    ]);

    expect(
      ['2026-11-30T23:59Z', '2026-12-01T00:00Z', '2026-12-02T00:00Z'].map((t) => namesAt(tested, t)),
    ).toEqual(['zoe', 'ana', 'zoe']);
  });

  it('a window over midnight belongs to the weekday on which it starts', () => {
    const tested = schedule([
      layer(fixed('ana'), { zone: 'Europe/Paris', windows: [window('20:00-08:00', ['fri'])] }),
    ]);

    expect(namesAt(tested, '2026-11-07T06:59Z')).toBe('ana');
    expect(namesAt(tested, '2026-11-07T07:00Z')).toBe('nobody: no layer is active');
    expect(namesAt(tested, '2026-11-06T06:59Z')).toBe('nobody: no layer is active');
  });
});

describe('nobody on call is a value with its reason', () => {
  it('no layer, inactive people, or an override', () => {
    const inactive = new Set(['ana']);
    const off = override('o', '2026-11-02T08:00Z', '2026-11-03T08:00Z', { kind: 'remove', remove: 'ana' });

    expect(namesAt(schedule([]), '2026-11-02T12:00Z')).toBe('nobody: no layer is active');
    expect(namesAt(schedule([weekly], { inactive }), '2026-11-02T12:00Z')).toBe(
      'nobody: those whose turn it is are inactive',
    );
    expect(namesAt(schedule([weekly], { overrides: [off] }), '2026-11-02T12:00Z')).toBe(
      'nobody: an override takes them off call',
    );
  });

  it('the turns of somebody inactive go to the next layer', () => {
    expect(namesAt(schedule([weekly, always], { inactive: new Set(['ana']) }), '2026-11-02T12:00Z')).toBe(
      'zoe',
    );
  });

  it('gaps are found ahead, as one where their reasons change inside', () => {
    const day = layer(fixed('ana'), { windows: [window('09:00-17:00', ['mon'])] });
    const off = override('o', '2026-11-09T12:00Z', '2026-11-10T00:00Z', { kind: 'remove', remove: 'ana' });
    const gaps = gapsAhead(schedule([day], { overrides: [off] }), at('2026-11-09T10:00Z'));

    expect(gaps.slice(0, 2).map((g) => `${shortIso(g.from)} ${shortIso(g.to)} ${g.reasons.length}`)).toEqual([
      '2026-11-09T12:00Z 2026-11-16T09:00Z 2',
      '2026-11-16T17:00Z 2026-11-23T09:00Z 1',
    ]);
    expect(gapsAhead(schedule([always]), at('2026-11-09T10:00Z'))).toEqual([]);
  });

  it('intended gaps are none, also over the change of clocks; what reaches out of them is one', () => {
    const zone = 'Europe/Paris';
    const days = ['mon', 'tue', 'wed', 'thu', 'fri'] as const;
    const office = layer(fixed('ana'), { zone, windows: [window('08:00-18:00', days)] });
    const gapsOk = [window('18:00-08:00'), window('00:00-24:00', ['sat', 'sun'])];
    const off = override('o', '2026-03-30T05:00Z', '2026-03-30T07:00Z', { kind: 'remove', remove: 'ana' });
    const gaps = (over: object) =>
      gapsAhead(schedule([office], { zone, gapsOk, ...over }), at('2026-03-20T00:00Z'), 20 * DAY);

    expect(gaps({})).toEqual([]);
    expect(gaps({ overrides: [off] }).map((g) => `${shortIso(g.from)} ${shortIso(g.to)}`)).toEqual([
      '2026-03-30T06:00Z 2026-03-30T07:00Z',
    ]);
  });
});

describe('overrides', () => {
  const during = ['2026-11-03T00:00Z', '2026-11-04T00:00Z'] as const;
  const replace = (id: string, remove: string, add: string, madeAt = 0) =>
    override(id, ...during, { kind: 'replace', remove, add }, madeAt);

  it('are laid over once, without cascade', () => {
    const tested = schedule([weekly], {
      overrides: [replace('1', 'ana', 'ben'), replace('2', 'ben', 'cyd')],
    });

    expect(namesAt(tested, '2026-11-03T12:00Z')).toBe('ben');
    expect(namesAt({ ...tested, layers: [layer(fixed('ben'))] }, '2026-11-03T12:00Z')).toBe('cyd');
  });

  it('say for whom somebody stands in', () => {
    const tested = schedule([weekly], { overrides: [replace('1', 'ana', 'ben')] });

    expect(onCallAt(tested, at('2026-11-03T12:00Z'))).toMatchObject({
      people: [{ person: 'ben', by: { kind: 'override', id: '1', inFor: 'ana' } }],
    });
  });

  it('add fills a gap, remove makes one, and what is added stays even if it is removed', () => {
    const add = override('1', ...during, { kind: 'add', add: 'cyd' });
    const remove = override('2', ...during, { kind: 'remove', remove: 'cyd' });

    expect(namesAt(schedule([], { overrides: [add, remove] }), '2026-11-03T12:00Z')).toBe('cyd');
    expect(namesAt(schedule([weekly], { overrides: [add] }), '2026-11-03T12:00Z')).toBe('ana+cyd');
    expect(namesAt(schedule([weekly], { overrides: [remove] }), '2026-11-03T12:00Z')).toBe('ana');
  });

  it('of two that replace the same person, the later made one counts, in any order of the list', () => {
    const overrides = [replace('a', 'ana', 'ben', 2), replace('b', 'ana', 'cyd', 1)];

    expect(namesAt(schedule([weekly], { overrides }), '2026-11-03T12:00Z')).toBe('ben');
    expect(namesAt(schedule([weekly], { overrides: overrides.toReversed() }), '2026-11-03T12:00Z')).toBe(
      'ben',
    );
  });

  it('somebody who stands in for one who is away is on call, and both ends are half-open', () => {
    const away = override('2', ...during, { kind: 'remove', remove: 'ana' });
    const tested = schedule([weekly], { overrides: [replace('1', 'ana', 'ben'), away] });

    expect(
      ['2026-11-02T23:59Z', during[0], '2026-11-03T23:59Z', during[1]].map((t) => namesAt(tested, t)),
    ).toEqual(['ana', 'ben', 'ben', 'ana']);
  });
});

describe('follow the sun, 09:00 to 17:00 local each', () => {
  const tested = schedule(
    (['Australia/Sydney', 'Europe/London', 'America/Los_Angeles'] as const).map((zone) =>
      layer(fixed(zone.split('/')[1] ?? ''), {
        id: zone,
        name: zone,
        zone,
        windows: [window('09:00-17:00')],
      }),
    ),
  );

  it.each([
    ['2026-03-15T22:00Z', [3, -1, -2]],
    ['2026-04-06T23:00Z', [1, 0, -1]],
    ['2026-10-25T22:00Z', [3, -1, -2]],
  ])(
    'from %s the hours between one end and the next start are %j',
    (start, [toLondon, toAngeles, toSydney]) => {
      const from = at(start);
      const gaps = gapsAhead(tested, from, 23 * HOUR).map((g) => (g.to - g.from) / HOUR);
      const expected = [toLondon, toAngeles, toSydney].filter((hours) => (hours ?? 0) > 0);

      expect(gaps).toEqual(expected);
      expect(onCallBetween(tested, from, at(start.replace(/T.*/, 'T23:59Z')))[0]?.from).toBe(from);
    },
  );
});

it('a weekly shift with its hours on the wall keeps both over spring and autumn', () => {
  const office = layer(rotation('Europe/Paris', '2026-03-16 09:00', 'week'), {
    windows: [window('09:00-18:00')],
  });
  const shifts = (from: string, to: string) =>
    onCallBetween(schedule([office]), at(from), at(to))
      .filter((s) => s.who.kind === 'people')
      .map((s) => `${shortIso(s.from).slice(5)} ${shortIso(s.to).slice(5)} ${namesOf(s.who)}`);

  expect(shifts('2026-03-28T00:00Z', '2026-03-31T00:00Z')).toEqual([
    '03-28T08:00Z 03-28T17:00Z ben',
    '03-29T07:00Z 03-29T16:00Z ben',
    '03-30T07:00Z 03-30T16:00Z ana',
  ]);
  expect(shifts('2026-10-24T00:00Z', '2026-10-26T00:00Z')).toEqual([
    '10-24T07:00Z 10-24T16:00Z ben',
    '10-25T08:00Z 10-25T17:00Z ben',
  ]);
});

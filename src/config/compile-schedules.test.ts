import { describe, expect, it } from 'vitest';
import { checkDeps, faultsOf, withSchedules } from '../../test/fixtures/config.ts';
import { at, namesAt, shortIso } from '../../test/fixtures/on-call.ts';
import { onCallBetween } from '../domain/on-call/resolve.ts';
import type { SchedulePolicy } from '../domain/policy.ts';
import { checkConfig, formatFault } from './check.ts';
import { parseDays, parseHandoff, parseHours } from './calendar-words.ts';

const WEEKLY = 'time_zone: Europe/Paris, weekly: [ana, ben], handoff: "mon 09:00", from: 2026-11-02';

async function compiled(text: string) {
  const check = await checkConfig(text, checkDeps());
  if (!check.ok) throw new Error(check.faults.map((f) => formatFault('c', f)).join('\n'));
  return { policy: check.policy, warnings: check.warnings.map((w) => formatFault('c', w)) };
}

async function scheduleOf(text: string): Promise<SchedulePolicy> {
  const found = (await compiled(withSchedules(text))).policy.schedules.get('data');
  if (found === undefined) throw new Error('no schedule was compiled');
  return found;
}

/** Faults of one schedule, without file and line. */
async function complaints(schedule: string): Promise<readonly string[]> {
  return (await faultsOf(withSchedules(schedule))).map((f) =>
    f.replace(/^c:\d+:\d+ schedules\.data\.?:? ?/, ''),
  );
}

describe('schedules', () => {
  it('the short form is one layer', async () => {
    const tested = await scheduleOf(`  data: { ${WEEKLY} }`);

    expect(namesAt(tested, '2026-11-02T08:00Z')).toBe('ana');
    expect(namesAt(tested, '2026-11-09T08:00Z')).toBe('ben');
    expect(namesAt(tested, '2026-11-01T08:00Z')).toBe('nobody: no layer is active');
  });

  it('the long form has layers, restrictions, a fallback and overrides', async () => {
    const tested = await scheduleOf(`  data:
    time_zone: Europe/Paris
    fallback: [person:cyd, receiver:ops]
    layers:
      - { name: nights, daily: [ben, [ana, cyd]], handoff: "20:00", from: 2026-11-02, only: [{ days: [mon..thu], hours: "20:00-08:00" }] }
      - { hourly: [ana, ben], every: 12, handoff: "08:00", from: 2026-11-02, until: 2026-12-01, time_zone: America/New_York }
      - always: [cyd]
    overrides:
      - { from: "2026-11-03 21:00", to: "2026-11-03 22:00", replace: ana, by: ben, reason: Dentist }
      - { from: 2026-11-04T12:00Z, to: 2026-11-05, add: ana }
`);

    expect(tested.fallback).toEqual([
      { kind: 'person', name: 'cyd' },
      { kind: 'receiver', name: 'ops' },
    ]);
    expect(
      [
        '2026-11-02T20:00Z',
        '2026-11-03T19:30Z',
        '2026-11-03T20:30Z',
        '2026-11-04T12:00Z',
        '2026-11-02T10:00Z',
        '2026-12-01T12:59Z',
        '2026-12-01T13:00Z',
      ].map((t) => namesAt(tested, t)),
    ).toEqual(['ben', 'ana+cyd', 'cyd+ben', 'ben+ana', 'cyd', 'ben', 'cyd']);
  });

  it('times in which nobody need be on call are windows of the schedule', async () => {
    const text = (ok: string) =>
      `  data: { time_zone: UTC, always: [ana], only: [{ hours: "08:00-18:00" }], gaps_ok: ${ok} }`;

    expect((await scheduleOf(text('[{ hours: "18:00-08:00" }]'))).gapsOk).toMatchObject([
      { start: 1080, end: 480 },
    ]);
    expect(await complaints(text('[{ hours: night }]'))).toEqual([
      'gaps_ok[0].hours: must be hours such as "22:00-06:00"',
    ]);
    expect(await complaints(text('true'))).toHaveLength(1);
  });

  it('a handoff notice names receivers and the next person, and may have a time', async () => {
    const text = (notice: string) => `  data: { time_zone: UTC, always: [ana], handoff_notice: ${notice} }`;

    expect((await scheduleOf(text('{ tell: [receiver:ops, next], at: "17:30" }'))).handoffNotice).toEqual({
      tell: [{ kind: 'receiver', name: 'ops' }, { kind: 'next' }],
      at: 1050,
    });
    expect(await complaints(text('{ tell: [receiver:opps, ana], at: "24:00" }'))).toEqual([
      'handoff_notice.tell[0]: there is no receiver "opps" (did you mean "ops"?)',
      'handoff_notice.tell[1]: must be receiver:NAME, or next for whoever comes on call',
      'handoff_notice.at: must be a time such as "17:00"',
    ]);
  });

  it('elapsed hours drift over the clock, wall hours do not', async () => {
    const hours = (more: string) =>
      scheduleOf(
        `  data: { time_zone: America/New_York, hourly: [ana, ben], handoff: "08:00", from: 2026-03-07, ${more} }`,
      );
    const starts = async (more: string) =>
      onCallBetween(await hours(more), at('2026-03-07T13:00Z'), at('2026-03-09T00:00Z')).map((s) =>
        shortIso(s.from),
      );

    expect(await starts('every: 12')).toEqual([
      '2026-03-07T13:00Z',
      '2026-03-08T01:00Z',
      '2026-03-08T12:00Z',
    ]);
    expect(await starts('every: 12, elapsed: true')).toEqual([
      '2026-03-07T13:00Z',
      '2026-03-08T01:00Z',
      '2026-03-08T13:00Z',
    ]);
  });

  it('somebody inactive does no duty', async () => {
    const text = withSchedules(`  data: { ${WEEKLY} }`).replace(
      '{ name: ANA }',
      '{ name: Ana, active: false }',
    );
    const { policy } = await compiled(text);
    const tested = policy.schedules.get('data') as SchedulePolicy;

    expect(namesAt(tested, '2026-11-02T12:00Z')).toBe('nobody: those whose turn it is are inactive');
    expect(policy.people.get('ana')).toMatchObject({ name: 'Ana', active: false });
  });

  it('the same text twice is the same policy, and an override keeps its id when it is moved', async () => {
    const one = '      - { from: "2026-11-03", to: "2026-11-04", add: cyd }';
    const other = '      - { from: "2026-11-05", to: "2026-11-06", add: cyd }';
    const text = (list: readonly string[]) =>
      `  data:\n    ${WEEKLY.replaceAll(', ', '\n    ').replace('[ana\n    ben]', '[ana, ben]')}\n    overrides:\n${list.join('\n')}`;
    const [first, again, moved] = await Promise.all(
      [
        [one, other],
        [one, other],
        [other, one],
      ].map((l) => scheduleOf(text(l))),
    );

    expect(again).toEqual(first);
    expect(moved?.overrides.toReversed()).toEqual(first?.overrides);
  });
});

describe('what is wrong is said all at once, with what to do', () => {
  it.each<[string, string, readonly string[]]>([
    [
      'people who do not exist',
      '  data: { time_zone: Europe/Paris, weekly: [anna, [ben, zoe]], handoff: "mon 09:00", from: 2026-11-02, fallback: [person:bne, teams:x] }',
      [
        'weekly[0]: there is no person "anna" (did you mean "ana"?)',
        'weekly[1][1]: there is no person "zoe" (there are ana, ben, cyd)',
        'fallback[0]: there is no person "bne" (did you mean "ben"?)',
        'fallback[1]: must be person:NAME or receiver:NAME (write receiver:ops)',
      ],
    ],
    [
      'a rotation of nobody',
      '  data: { time_zone: Europe/Paris, weekly: [], handoff: "mon 09:00", from: 2026-11-02 }',
      ['weekly: must name at least one person'],
    ],
    [
      'a zone that does not exist, and an offset',
      '  data: { time_zone: "+01:00", always: [ana] }',
      ['time_zone: must be an IANA time zone such as Europe/Paris'],
    ],
    [
      'a first day that is not that of the handoff',
      '  data: { time_zone: Europe/Paris, weekly: [ana], handoff: "mon 09:00", from: 2026-11-03 }',
      ['from: is a tue, but the handoff is on mon (write the day of the first handoff)'],
    ],
    [
      'a handoff that is missing or of another form',
      '  data: { time_zone: Europe/Paris, weekly: [ana], handoff: "09:00" }',
      [
        'from: is missing (add the day of the first handoff, such as from: 2026-11-02)',
        'handoff: must be a time such as "mon 09:00" for weekly:',
      ],
    ],
    [
      'hours that drift',
      '  data: { time_zone: Europe/Paris, hourly: [ana], every: 5, handoff: "09:00", from: 2026-11-02 }',
      [
        'every: does not divide a day: turns of 5 h drift over the clock (write 1, 2, 3, 4, 6, 8, 12 or 24, or add elapsed: true)',
      ],
    ],
    [
      'two paces in one layer, and none',
      '  data: { time_zone: Europe/Paris, layers: [{ weekly: [ana], daily: [ben], handoff: "mon 09:00", from: 2026-11-02 }, { name: empty }] }',
      [
        'layers[0].weekly: cannot stand beside daily: (make two layers of it, under layers:)',
        'layers[1]: says not who is on call (add weekly: [ana, ben], or daily:, monthly:, hourly:, always:)',
      ],
    ],
    [
      'a pace beside layers, and words that do nothing',
      '  data: { time_zone: Europe/Paris, weekly: [ana], layers: [{ always: [ana], every: 2 }, { daily: [ben], elapsed: true, handoff: "09:00", from: 2026-11-02, until: 2026-11-01 }] }',
      [
        'weekly: cannot stand beside layers: (make it a layer of its own, under layers:)',
        'layers[0].every: means nothing beside always: (remove it)',
        'layers[1].elapsed: is for hourly: only (remove it: days, weeks and months are those of the calendar)',
      ],
    ],
    [
      'an end before the start, bad windows, unknown keys',
      '  data: { time_zone: Europe/Paris, layers: [{ always: [ana], from: 2026-11-02, until: 2026-11-02 }, { always: [ben], only: [{ days: [mo], hours: "9-17" }] }, { alway: [ben] }], colour: red }',
      [
        'layers[0].until: must be after from: 2026-11-02',
        'layers[1].only[0].days: must be days such as [mon..fri] or [sat, sun]',
        'layers[1].only[0].hours: must be hours such as "22:00-06:00"',
        'layers[2].alway: is not known here (did you mean "always"?)',
        'colour: is not known here (there are time_zone, fallback, gaps_ok, handoff_notice, overrides, layers)',
      ],
    ],
    [
      'a time that occurs twice, is skipped, or is none; an override that does nothing, or two things',
      `  data:
    time_zone: Europe/London
    always: [ana]
    overrides:
      - { from: "2026-10-25 01:00", to: "2026-10-25 02:00", add: ben }
      - { from: "2026-03-29 01:30", to: "soon", remove: ana }
      - { from: "2026-03-29", to: "2026-03-29", replace: ana, by: bne }
      - { from: "2026-03-30", to: "2026-03-29", replace: ana }
      - { from: "2026-03-30", to: "2026-03-29", remove: ana }`,
      [
        'overrides[0].from: occurs twice in Europe/London: the clock is set back (write 2026-10-25T01:00+01:00 for the first, or 2026-10-25T01:00+00:00 for the second)',
        'overrides[1].from: does not exist in Europe/London: the clock is set forward over it (the clock shows Sun 2026-03-29 02:30 (+01:00) then)',
        'overrides[1].to: must be a date and a time such as "2026-11-02 09:00" (it is read as the time of Europe/London; with an offset write 2026-11-02T09:00+01:00)',
        'overrides[2].to: must be after from',
        'overrides[2].by: there is no person "bne" (did you mean "ben"?)',
        'overrides[3]: must say one thing: add: X, remove: X, or replace: X with by: Y',
        'overrides[4].to: must be after from',
      ],
    ],
  ])('%s', async (_, schedule, expected) => {
    expect(await complaints(schedule)).toEqual(expected);
  });

  it('people have names, addresses and zones', async () => {
    const text = withSchedules('  {}').replace(
      '{ name: ANA }',
      '{ email: ana, time_zone: Lisbon, phone: 1 }',
    );

    expect(await faultsOf(text)).toEqual([
      'c:12:3 people.ana.name: is missing',
      'c:12:17 people.ana.email: must be an address such as ana@acme.com',
      'c:12:33 people.ana.time_zone: must be an IANA time zone such as Europe/Paris',
      'c:12:41 people.ana.phone: is not known here (there are name, email, teams_upn, slack_id, time_zone, ways, active)',
    ]);
  });
});

it('warns of overrides that overlap or last longer than a year', async () => {
  const { warnings } = await compiled(
    withSchedules(`  data:
    time_zone: Europe/Paris
    always: [ana]
    overrides:
      - { from: "2026-11-03", to: "2026-11-05", replace: ana, by: ben }
      - { from: "2026-11-04", to: "2026-11-06", replace: ana, by: cyd }
      - { from: "2026-11-04", to: "2028-11-06", add: cyd }`),
  );

  expect(
    warnings
      .filter((w) => !w.includes('heartbeat'))
      .map((w) => w.replace(/^c:\d+:\d+ schedules\.data\./, '')),
  ).toEqual([
    'overrides[1]: overlaps another override of ana, from Tue 2026-11-03 00:00 (+01:00) (where both replace, only one of the two stands in: let one end where the other begins)',
    'overrides[2]: lasts longer than a year (change the layers instead, if it is meant to stay)',
  ]);
});

describe('words of the calendar', () => {
  it('ranges of days may pass the end of the week', () => {
    expect([...(parseDays(['fri..mon', 'Wednesday']) ?? [])]).toEqual(['fri', 'sat', 'sun', 'mon', 'wed']);
    expect(['mo', 'mon..', 'mon..tuesd', 'mon..tue..wed', ''].map((w) => parseDays([w]))).toEqual(
      Array(5).fill(undefined),
    );
  });

  it('hours and handoffs are exact', () => {
    expect(parseHours('22:00 - 06:00')).toEqual({ start: 1320, end: 360 });
    expect(['24:00-06:00', '22-06', '22:00'].map(parseHours)).toEqual(Array(3).fill(undefined));
    expect(parseHandoff('Mon 09:00')).toEqual({ weekday: 'mon', minute: 540 });
    expect(['mon', '24:00', 'mon tue 09:00', ''].map(parseHandoff)).toEqual(Array(4).fill(undefined));
  });
});

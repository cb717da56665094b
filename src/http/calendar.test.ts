import fc from 'fast-check';
import ICAL from 'ical.js';
import { describe, expect, it } from 'vitest';
import { startOnCallDesk } from '../../test/harness/on-call-desk.ts';
import { at, fixed, layer, override, rotation, schedule, window } from '../../test/fixtures/on-call.ts';
import { dutiesOf, feedGeneration, readFeed, renewFeed } from '../app/on-call/calendar-feeds.ts';
import { after, DAY, HOUR, type Instant, instant } from '../domain/time/instant.ts';
import { onCallAt, onCallBetween } from '../domain/on-call/resolve.ts';
import { keyRing } from '../platform/key-file.ts';
import { createTokens } from '../platform/tokens.ts';
import { calendarFeed, calendarText } from './calendar.ts';

/** What an independent reader of calendars finds in a text: who, from, to. */
function read(text: string): readonly { who: string; from: Instant; to: Instant }[] {
  const calendar = new ICAL.Component(ICAL.parse(text) as unknown[]);
  return calendar.getAllSubcomponents('vevent').map((component) => {
    const event = new ICAL.Event(component);
    return {
      who: event.summary.replace(/ .*/, ''),
      from: instant(event.startDate.toJSDate().getTime()),
      to: instant(event.endDate.toJSDate().getTime()),
    };
  });
}

const layers = [
  layer(fixed('nat'), {
    id: '1',
    name: 'weekend',
    zone: 'Europe/Paris',
    windows: [window('00:00-24:00', ['sat', 'sun'])],
  }),
  layer(rotation('America/New_York', '2026-10-01 08:00', 'wall-hour', ['ned', 'nia'], 12), {
    id: '2',
    name: 'nights',
    windows: [window('20:00-08:00', ['mon', 'tue', 'wed', 'thu'])],
  }),
  layer(rotation('Europe/Paris', '2026-10-05 09:00', 'week', ['ana', ['ben', 'cyd'], 'dan']), {
    id: '3',
    name: 'weeks',
  }),
];

describe('a calendar feed', () => {
  it('has the same intervals as the schedule, read by another library: a month of three layers', () => {
    const from = at('2026-10-10T00:00Z');
    const to = after(from, 31 * DAY);
    const tested = schedule(layers, {
      overrides: [
        override('o', '2026-10-13T00:00Z', '2026-10-15T00:00Z', {
          kind: 'replace',
          remove: 'ben',
          add: 'eva',
        }),
      ],
    });
    const events = read(
      calendarText({ title: 'data', duties: dutiesOf('data', onCallBetween(tested, from, to)) }, (p) => p),
    );

    expect(events.length).toBeGreaterThan(20);
    for (let t = from; t < to; t = after(t, HOUR / 2)) {
      const who = onCallAt(tested, t);
      const expected = who.kind === 'gap' ? [] : who.people.map((o) => o.person).toSorted();
      expect(
        events
          .filter((e) => e.from <= t && t < e.to)
          .map((e) => e.who)
          .toSorted(),
      ).toEqual(expected);
    }
  });

  it('never breaks a duty that goes on, and joins none that does not', () => {
    const person = fc.constantFrom('ana', 'ben', 'cyd');
    fc.assert(
      fc.property(fc.array(fc.uniqueArray(person), { minLength: 1, maxLength: 12 }), (steps) => {
        const shifts = steps.map((people, i) => ({
          from: instant(i * HOUR),
          to: instant((i + 1) * HOUR),
          who:
            people.length === 0
              ? { kind: 'gap' as const, reason: 'no layer is active' as const }
              : {
                  kind: 'people' as const,
                  people: people.map((p) => ({ person: p, by: { kind: 'layer' as const, layer: 'a' } })),
                },
        }));
        const duties = dutiesOf('data', shifts);

        for (const name of ['ana', 'ben', 'cyd'] as const) {
          const own = duties.filter((d) => d.person === name);
          const hours = own.flatMap((d) =>
            Array.from({ length: (d.to - d.from) / HOUR }, (_, i) => d.from / HOUR + i),
          );
          expect(hours).toEqual(steps.flatMap((people, i) => (people.includes(name) ? [i] : [])));
          own.forEach((d, i) => i > 0 && expect(d.from).toBeGreaterThan(own[i - 1]?.to ?? 0));
        }
      }),
    );
  });

  it('cannot be broken by a name', () => {
    const duties = [{ schedule: 'data', person: 'x', inFor: undefined, from: instant(0), to: instant(HOUR) }];
    const text = calendarText(
      { title: 'a\r\nEND:VCALENDAR', duties },
      () => 'Eve\r\nEND:VEVENT\r\nBEGIN:VEVENT;,\\',
    );

    expect(read(text)).toHaveLength(1);
    expect(calendarText({ title: 'a', duties }, () => 'x')).toBe(
      calendarText({ title: 'a', duties }, () => 'x'),
    );
  });
});

describe('the link of a feed', () => {
  const tokens = createTokens(keyRing(new Uint8Array(32).fill(5)));
  const SCHEDULES =
    '  data: { time_zone: Europe/Paris, weekly: [ana, ben], handoff: "mon 09:00", from: 2026-11-02 }';

  it('opens the feed of its schedule or person until it is renewed', async () => {
    const { onCall, clock } = await startOnCallDesk('2026-11-03T12:00Z', SCHEDULES);
    const open = calendarFeed({ ...onCall, readToken: (token) => tokens.read('calendar', token) });
    const link = tokens.mint('calendar', 'p-ana', await feedGeneration(onCall, 'p-ana'));

    expect(await open(link)).toContain('SUMMARY:ANA (data)');
    expect(await open(link)).not.toContain('BEN');
    expect(await open(tokens.mint('calendar', 's-data', 1))).toContain('SUMMARY:BEN (data)');

    await renewFeed(onCall, { id: 'p-ana', author: 'x', at: clock.now() });

    expect(await open(link)).toBeUndefined();
    expect(await open(tokens.mint('calendar', 'p-ana', 2))).toContain('ANA');
  });

  it('opens nothing for who is no more, for another purpose, or for what is no link', async () => {
    const { onCall } = await startOnCallDesk('2026-11-03T12:00Z', SCHEDULES);
    const open = calendarFeed({ ...onCall, readToken: (token) => tokens.read('calendar', token) });

    expect(await open(tokens.mint('calendar', 'p-zoe', 1))).toBeUndefined();
    expect(await open(tokens.mint('alert-link', 'p-ana', 1))).toBeUndefined();
    expect(await open('p-ana')).toBeUndefined();
  });

  it('shows the past as it was recorded', async () => {
    const { onCall, clock, configure, startRecorder } = await startOnCallDesk('2026-11-03T12:00Z', SCHEDULES);
    const record = startRecorder();
    await record();
    clock.advance(HOUR);
    await configure('  data: { time_zone: Europe/Paris, always: [cyd] }');
    await record();
    clock.advance(HOUR);
    const feed = await readFeed(onCall, 's-data');

    expect(feed?.duties.map((d) => d.person)).toEqual(['ana', 'cyd']);
  });
});

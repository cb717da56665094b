/** Times on the command line are those of the clock of who reads. */
import { describe, expect, it } from 'vitest';
import { instant } from '../domain/time/instant.ts';
import { alertState } from './alert-text.ts';
import { printStory } from './print-story.ts';
import { shortTime, timeOption, timesIn } from './times.ts';

const PARIS = 'Europe/Paris';
const NOW = instant(Date.parse('2026-11-24T03:00:00Z'));

describe('times that are shown', () => {
  it('are put on the reader’s clock within sentences of the service', () => {
    expect(timesIn('silenced by ana until 2026-11-24T06:00:00.000Z: migration', PARIS)).toBe(
      'silenced by ana until Tue 2026-11-24 07:00 (+01:00): migration',
    );
  });

  it('have no date when they are of today', () => {
    expect(shortTime('2026-11-24T02:12:31.000Z', NOW, PARIS)).toBe('03:12');
    expect(shortTime('2026-11-23T02:12:31.000Z', NOW, PARIS)).toBe('2026-11-23 03:12');
  });

  it('stand in a story below their day, and anew where the clock was set', () => {
    const lines: string[] = [];
    printStory({ zone: PARIS, line: (text) => lines.push(text) }, [
      { at: '2026-10-24T23:30:00.000Z', text: 'opened the alert' },
      { at: '2026-10-25T01:30:05.911Z', text: 'ended the\n alert' },
    ]);

    expect(lines).toEqual([
      'Sun 2026-10-25 (Europe/Paris, +02:00)',
      '  01:30:00  opened the alert',
      'Sun 2026-10-25 (Europe/Paris, +01:00)',
      '  02:30:05  ended the⏎ alert',
    ]);
  });
});

describe('times that are written', () => {
  it.each([
    ['2026-11-25 06:00', '2026-11-25T05:00:00.000Z'],
    ['2026-11-25T06:00Z', '2026-11-25T06:00:00.000Z'],
  ])('%s is read on the reader’s clock unless it has a zone', (until, iso) => {
    expect(timeOption({ until }, 'until', PARIS)).toEqual({ until: iso });
  });

  it('are asked back where the clock shows them never or twice', () => {
    expect(() => timeOption({ until: '2027-03-28 02:30' }, 'until', PARIS)).toThrow('does not exist');
    expect(() => timeOption({ until: '2026-10-25 02:30' }, 'until', PARIS)).toThrow('occurs twice');
    expect(() => timeOption({ until: '3am' }, 'until', PARIS)).toThrow('must be a date and a time');
  });
});

describe('how an alert stands', () => {
  const alert = {
    ...{ id: 'a', number: 7, kind: 'alert', source: 'acme', condition: 'refresh-failed', name: 'Sales' },
    ...{ state: 'open', since: '2026-11-24T02:00:00Z', lastAt: '2026-11-24T02:00:00Z', streak: 1 },
    unrouted: false,
  };
  const acknowledged = { by: 'Mia Lund', since: '2026-11-24T02:12:31Z', until: '2026-11-24T10:12:31Z' };

  it.each([
    [{}, 'open'],
    [{ state: 'ended' }, 'ended'],
    [{ unrouted: true }, 'open, no route takes it'],
    [{ acknowledged }, 'Mia Lund has it (since 03:12)'],
    [{ acknowledged: { ...acknowledged, passedTo: 'ben' } }, 'Mia Lund passed it to ben (03:12)'],
    [{ acknowledged, quiet: 'silenced by ana' }, 'open, silenced by ana'],
  ])('%j is said as %s', (standing, said) => {
    expect(alertState({ ...alert, ...standing }, NOW, PARIS)).toBe(said);
  });
});

import { describe, expect, it } from 'vitest';
import { startOnCallDesk } from '../../test/harness/on-call-desk.ts';
import { renewLink } from '../app/on-call/renewable-link.ts';
import { addOverride } from '../app/on-call/add-override.ts';
import { keyRing } from '../platform/key-file.ts';
import { createTokens } from '../platform/tokens.ts';
import { onCallPages } from './on-call-page.ts';

const tokens = createTokens(keyRing(new Uint8Array(32).fill(5)));
const SCHEDULES = `  data: { time_zone: Europe/Paris, weekly: [ana, ben], handoff: "mon 09:00", from: 2026-11-02 }
  office:
    time_zone: Europe/Paris
    layers: [{ always: [cyd], until: 2026-12-01, only: [{ days: [mon..fri], hours: "08:00-18:00" }] }]
    gaps_ok: [{ hours: "18:00-08:00" }, { days: [sat, sun] }]`;

async function desk(now: string, schedules = SCHEDULES) {
  const { onCall } = await startOnCallDesk(now, schedules);
  const open = onCallPages({ ...onCall, readToken: (token) => tokens.read('on-call-page', token) });
  const link = (id: string, generation = 1) => tokens.mint('on-call-page', id, generation);
  return { onCall, open, link };
}

/** As somebody would read it aloud. */
function textOf(page: string | undefined): string {
  return (page ?? '')
    .replace(/^[\s\S]*<h1>/, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

describe('the page of who is on call', () => {
  it('says who is on call now, until when, who comes then, and when nobody will be', async () => {
    const { open, link } = await desk('2026-11-27T19:00Z');

    const text = textOf(await open(link('all'), 'html'));

    expect(text).toContain(
      'On call data Now BEN Until Mon 2026-11-30 09:00 (+01:00) Then ANA office Now nobody',
    );
    expect(text).toContain(
      'no layer is active, as intended Until Mon 2026-11-30 08:00 (+01:00) Then CYD Nobody is on call: ' +
        'Tue 2026-12-01 08:00 (+01:00) to Tue 2026-12-01 18:00 (+01:00) Wed 2026-12-02',
    );
    expect(text).toContain('As of Fri 2026-11-27 20:00 (+01:00)');
  });

  it('is the same as data, of one schedule or of all, and has names only', async () => {
    const { onCall, open, link } = await desk('2026-11-03T12:00Z');
    await addOverride(onCall, {
      ...{ schedule: 'data', from: undefined, to: '2026-11-04 09:00', reason: 'Surgery', author: 'x' },
      act: { kind: 'replace', remove: 'ana', add: 'cyd' },
    });
    const text = await open(link('s-data'), 'json');

    expect(JSON.parse(text ?? '')).toEqual({
      at: '2026-11-03T12:00:00.000Z',
      schedules: [
        {
          schedule: 'data',
          timeZone: 'Europe/Paris',
          now: { people: [{ name: 'CYD', inFor: 'ANA' }] },
          until: '2026-11-04T08:00:00.000Z',
          next: { people: [{ name: 'ANA' }] },
          gaps: [],
        },
      ],
    });
    expect(`${text}${await open(link('s-data'), 'html')}`).not.toMatch(/Surgery|@acme|"ana"/);
  });

  it('opens until its link is renewed, and nothing for another purpose, a schedule that is no more, or no link', async () => {
    const { onCall, open, link } = await desk('2026-11-03T12:00Z');
    await renewLink(onCall, { kind: 'on-call-page', id: 's-data' }, { author: 'x', at: onCall.clock.now() });
    const opened = (token: string) => open(token, 'json').then((text) => text !== undefined);

    expect(await opened(link('s-data'))).toBe(false);
    expect(await opened(link('s-data', 2))).toBe(true);
    expect(await opened(link('all'))).toBe(true);
    expect(await opened(link('s-gone'))).toBe(false);
    expect(await opened(tokens.mint('calendar', 's-data', 2))).toBe(false);
    expect(await opened('all')).toBe(false);
  });

  it('cannot be broken by a name', async () => {
    const { open, link, onCall } = await desk('2026-11-03T12:00Z');
    const evil = '<script>alert(1)</script>\u202e"&';
    const people = new Map([...onCall.policy.current().people].map(([k, p]) => [k, { ...p, name: evil }]));
    const hostile = onCallPages({
      ...{ ...onCall, policy: { current: () => ({ ...onCall.policy.current(), people }) } },
      readToken: (token) => tokens.read('on-call-page', token),
    });
    const page = await hostile(link('all'), 'html');

    expect(page).not.toContain('<script');
    expect(page).not.toContain('\u202e');
    expect(page).toContain('&#60;script&#62;');
    expect(await open(link('all'), 'html')).toContain('ANA');
  });
});

import { assert, constantFrom, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { registrySource } from '../../scripts/generate-registry.ts';
import { aBriefing, anItem, HOSTILE, RECOVERED } from '../../test/fixtures/briefings.ts';
import { NOON } from '../../test/fixtures/records.ts';
import type { DestinationType } from '../app/ports/destination.ts';
import type { OutboundRequest, OutboundResult } from '../app/ports/outbound.ts';
import type { Briefing } from '../domain/briefing/briefing.ts';
import { untrusted } from '../domain/briefing/untrusted.ts';
import { strictCheckEnvelope } from '../simulator/teams/strict-check.ts';
import { DESTINATIONS } from './registry.ts';

const ALL = [...DESTINATIONS.values()];
/** SMTP has tables of its own: email.test.ts. */
const OVER_HTTP = ALL.filter((type) => type.type !== 'email');
/** Where the status alone says nothing. */
const TAKEN: Readonly<Record<string, string>> = { slack: '{"ok":true,"channel":"C1","ts":"1.2"}' };

function settingsOf(type: DestinationType): unknown {
  return taken(type, type.address, type.example.address);
}

function accountOf(type: DestinationType): unknown {
  return type.account === undefined ? undefined : taken(type, type.account, type.example.account);
}

function taken(type: DestinationType, schema: DestinationType['address'], given: unknown): unknown {
  const checked = schema.safeParse(given);
  if (!checked.success) throw new Error(`${type.type}: ${JSON.stringify(checked.error.issues)}`);
  return checked.data;
}

async function sendAnswering(type: DestinationType, result: OutboundResult) {
  const requests: OutboundRequest[] = [];
  const outcome = await type.send('{}', accountOf(type), settingsOf(type), {
    deliveryId: 'delivery-1',
    threadKey: 'group-1',
    signal: new AbortController().signal,
    at: NOON,
    io: {
      request(request) {
        requests.push(request);
        return Promise.resolve(result);
      },
      connect: () => Promise.reject(new Error('nothing here opens a connection')),
    },
  });
  return { outcome, requests };
}

const answer = (status: number, body = '', headers: Record<string, string> = {}): OutboundResult => ({
  kind: 'answer',
  status,
  headers,
  body,
  truncated: false,
});

describe('the registry', () => {
  it('lists every destination of the folder', async () => {
    const { readFile } = await import('node:fs/promises');
    const written = await readFile(new URL('./registry.ts', import.meta.url), 'utf8');

    expect(written.replace(/\s+/g, '')).toBe(registrySource().replace(/\s+/g, ''));
  });
});

describe.each(ALL.map((type) => [type.type, type] as const))('%s', (_name, type) => {
  it('takes its own example, and can say as JSON Schema what it takes', () => {
    expect(settingsOf(type)).toBeDefined();
    for (const schema of [type.address, ...(type.account ? [type.account] : [])])
      expect(() => z.toJSONSchema(schema as unknown as z.ZodType)).not.toThrow();
  });

  it('names neither its lane nor itself with a secret', () => {
    const said =
      type.laneOf(accountOf(type), settingsOf(type)) + type.describe(accountOf(type), settingsOf(type));

    expect(said).not.toContain('EXAMPLE');
    expect(said).not.toContain('whsec_');
  });

  it('renders every kind, and the same briefing the same way', () => {
    for (const kind of [
      'firing',
      'update',
      'acknowledged',
      'recovered',
      'digest',
      'notice',
      'handoff',
      'test',
    ] as const) {
      const briefing = aBriefing({ kind, items: kind === 'test' ? [] : [anItem()] });
      const rendered = type.render(briefing, settingsOf(type));

      expect(() => JSON.parse(rendered.payload)).not.toThrow();
      expect(type.render(briefing, settingsOf(type))).toEqual(rendered);
    }
  });
});

/** For programs: they get names as they are, in JSON. */
const FOR_PROGRAMS = new Set(['webhook', 'power-automate']);

describe.each(ALL.filter((t) => !FOR_PROGRAMS.has(t.type)).map((type) => [type.type, type] as const))(
  '%s, read by people',
  (name, type) => {
    const nasty = constantFrom(
      '<!channel>',
      '@everyone',
      '<@U0123456789>',
      '[x](http://evil.example)',
      '<a href="http://evil.example">',
      '</Say><Hangup/>',
      '\r\nBcc: all@acme.com\r\n\r\n',
      '\u202e',
      '\u2066',
      '\u200b',
      '\u0000',
      '👩‍👩‍👧‍👦',
      'שלום',
      'a',
    );

    const rendered = (text: string) => {
      const evil = untrusted(text);
      const item = anItem({ name: evil, reason: evil, owner: evil, project: evil });
      const facts = [{ title: 'Site', value: evil }];
      const briefing = aBriefing({ title: evil, items: [item, item], facts });
      return type.render(briefing, settingsOf(type)).payload;
    };
    const linesIn = (payload: string) => payload.split('\\n').length;

    it('makes of any name one line of text that hides, turns and links nothing', () => {
      const usual = linesIn(rendered('Sales'));

      assert(
        property(string({ unit: nasty, maxLength: 5000 }), (text) => {
          const payload = rendered(text);
          // Teams prints a name in text runs, which make no links; a test of its own looks at that.
          const linked = !name.startsWith('teams') && payload.includes('http://evil');
          const hidden = /[\u202a-\u202e\u2066\u200b]|\\r|\\u0000/.test(payload);
          const markup = /<!channel>|<@U|<a href="http:\/\/evil|<Hangup/.test(markupIn(name, payload));
          const lines = linesIn(payload) <= usual;
          return lines && !linked && !hidden && !markup && Buffer.byteLength(payload) < 100_000;
        }),
        { numRuns: 15 },
      );
    });
  },
);

/** The part of a message that its channel reads as markup; the rest is printed as it is. */
function markupIn(name: string, payload: string): string {
  const made = JSON.parse(payload) as { text?: string; html?: string; twiml?: string };
  switch (name) {
    case 'email':
      return made.html ?? '';
    case 'voice':
      return made.twiml ?? '';
    case 'slack':
    case 'slack-webhook':
      return made.text ?? '';
    default:
      return '';
  }
}

describe.each(OVER_HTTP.map((type) => [type.type, type] as const))('%s over HTTP', (name, type) => {
  it.each([
    [answer(200), 'accepted'],
    [answer(202), 'accepted'],
    [answer(302), 'broken'],
    [answer(400), 'refused'],
    [answer(401), 'broken'],
    [answer(404), 'broken'],
    [answer(410), 'broken'],
    [answer(413), 'refused'],
    [answer(429), 'notNow'],
    [answer(500), 'unknown'],
    [answer(503), 'notNow'],
    [answer(504), 'unknown'],
    [{ kind: 'not-sent', fault: 'dns', detail: 'x' }, 'notNow'],
    [{ kind: 'not-sent', fault: 'blocked', detail: 'x' }, 'broken'],
    [{ kind: 'unknown', fault: 'timeout', detail: 'x' }, 'unknown'],
    [{ kind: 'unknown', fault: 'reset', detail: 'x' }, 'unknown'],
  ] as const)('makes of %o the outcome %s', async (result, kind) => {
    const said = kind === 'accepted' ? { ...result, body: TAKEN[name] ?? '' } : result;

    expect((await sendAnswering(type, said as OutboundResult)).outcome.kind).toBe(kind);
  });

  it('waits as long as it is told, as seconds or as a date, and not for what makes no sense', async () => {
    const until = async (value?: string) => {
      const headers = value === undefined ? {} : { 'retry-after': value };
      const { outcome } = await sendAnswering(type, answer(429, '', headers));
      return outcome.kind === 'notNow' && outcome.until !== undefined ? outcome.until - NOON : undefined;
    };

    expect(await until('120')).toBe(120_000);
    expect(await until('Mon, 21 Sep 2026 12:02:00 GMT')).toBe(120_000);
    expect(await until('-5')).toBe(await until());
    expect(await until('soon')).toBe(await until());
    expect(await until('999999')).toBe(3_600_000);
  });
});

describe('a Teams card', () => {
  const teams = DESTINATIONS.get('teams') as DestinationType;
  const envelopeOf = (briefing: Briefing) => {
    const { payload } = teams.render(briefing, settingsOf(teams));
    return { payload, envelope: JSON.parse(payload) as unknown };
  };

  it.each([
    ['a failure', aBriefing()],
    ['a recovery', RECOVERED],
    ['a hostile name', HOSTILE],
    ['many items', aBriefing({ items: Array.from({ length: 20 }, () => anItem()), more: 214 })],
  ])('of %s passes a strict check', (_what, briefing) => {
    expect(strictCheckEnvelope(envelopeOf(briefing).envelope as never)).toEqual([]);
  });

  it('fits, mentions nobody and links only where we meant, whatever a name holds', () => {
    const nasty = constantFrom(
      '<at>a</at>',
      '[x](http://evil)',
      '\n',
      '\u202e',
      '👩‍👩‍👧‍👦',
      '"',
      '\\',
      '{{DATE()}}',
      '**',
    );

    assert(
      property(string({ unit: nasty, maxLength: 2000 }), (name) => {
        const briefing = aBriefing({
          title: untrusted(name),
          items: [anItem({ name: untrusted(name), reason: untrusted(name), owner: untrusted(name) })],
        });
        const { payload } = envelopeOf(briefing);
        const urls = [...payload.matchAll(/"url":"([^"]*)"/g)].map((m) => m[1]);
        return (
          Buffer.byteLength(payload) <= 20_000 &&
          payload.includes('"entities":[]') &&
          !payload.includes('<at>') &&
          urls.every((url) => briefing.actions.some((a) => a.url === url))
        );
      }),
      { numRuns: 60 },
    );
  });

  it('says the length of the outage when it recovered', () => {
    expect(envelopeOf(RECOVERED).payload).toContain('3 h');
  });
});

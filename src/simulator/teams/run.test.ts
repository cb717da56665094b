import { afterEach, describe, expect, it } from 'vitest';
import { DAY, MINUTE } from '../../domain/time/instant.ts';
import { type Bench, bench, card, envelope } from '../../../test/harness/teams.ts';

let teams: Bench;
afterEach(() => teams.close());

/** Every request is answered 202; what became of it stands in the run only. */
async function lastRun(body: unknown, headers: Record<string, string> = {}) {
  const before = teams.control.posts('Ops').length;
  const answer = await teams.post(body, { headers });
  expect([answer.status, await answer.text()]).toEqual([202, '']);
  const run = teams.control.runs('Ops').at(-1);
  return { ...run, posted: teams.control.posts('Ops').length - before };
}

describe('classic template', () => {
  it('makes one post of each attachment', async () => {
    teams = await bench();

    expect(await lastRun(envelope(card(), card()))).toMatchObject({ outcome: 'Succeeded', posted: 2 });
  });

  it.each([
    ['bare text', { text: 'hello' }, "type 'Null'"],
    ['a bare card', card(), "type 'Null'"],
    ['attachments that are no list', { attachments: {} }, "type 'Object'"],
    ['no JSON at all', 'hello', "type 'Null'"],
  ])('fails in the run at %s', async (_, body, reason) => {
    teams = await bench();

    expect(await lastRun(body)).toMatchObject({
      outcome: 'Failed',
      reason: expect.stringMatching(new RegExp(`${reason}.*The result must be a valid array`)),
      posted: 0,
    });
  });

  it('reads the body only when it says that it is JSON', async () => {
    teams = await bench();

    expect(await lastRun(envelope(card()), { 'content-type': 'text/plain' })).toMatchObject({ posted: 0 });
  });
});

describe('newer template', () => {
  it('takes the body itself as the card, and the envelope too', async () => {
    teams = await bench({ template: 'newer' });

    expect(await lastRun(card())).toMatchObject({ posted: 1 });
    expect(await lastRun(envelope(card()))).toMatchObject({ posted: 1 });
  });

  it('fails in the run at bare text', async () => {
    teams = await bench({ template: 'newer' });

    expect(await lastRun({ text: 'hello' })).toMatchObject({
      outcome: 'Failed',
      reason: expect.stringMatching(/InvalidBotAdaptiveCard.*Property 'type' must be 'AdaptiveCard'/),
      posted: 0,
    });
  });
});

describe('what fails inside the run', () => {
  it.each([
    [
      'a card that is too large',
      card({ body: [{ type: 'TextBlock', text: 'x'.repeat(28_000) }] }),
      'Request Entity too large',
    ],
    ['a card of another type', card({ type: 'Card' }), 'InvalidBotAdaptiveCard'],
    ['a body that is no list', card({ body: {} }), "Property 'body' must be an array"],
    ['a part without a type', card({ actions: [{ url: 'https://x' }] }), "must be an object with a 'type'"],
    ['a card of nothing', null, 'InvalidBotAdaptiveCard'],
  ])('%s', async (_, content, reason) => {
    teams = await bench();

    expect(await lastRun(envelope(content))).toMatchObject({
      outcome: 'Failed',
      reason: expect.stringContaining(reason),
      posted: 0,
    });
  });

  it('a private channel, which the flow bot cannot enter', async () => {
    teams = await bench({ privateChannel: true });

    expect(await lastRun(envelope(card()))).toMatchObject({
      reason: expect.stringContaining('private'),
      posted: 0,
    });
  });

  it("an expired connection of the flow's owner", async () => {
    teams = await bench({}, { switches: { connection: 'expired' } });

    expect(await lastRun(envelope(card()))).toMatchObject({
      reason: expect.stringContaining('sign in'),
      posted: 0,
    });
  });

  it('more than the connection may post in a minute', async () => {
    teams = await bench({}, { switches: { connectionCallsPerMinute: 1 } });

    expect(await lastRun(envelope(card()))).toMatchObject({ posted: 1 });
    expect(await lastRun(envelope(card()))).toMatchObject({
      reason: expect.stringContaining('Too Many'),
      posted: 0,
    });
    teams.clock.advance(MINUTE);
    expect(await lastRun(envelope(card()))).toMatchObject({ posted: 1 });
  });

  it("more than the owner's actions of a day", async () => {
    teams = await bench({}, { switches: { actionsPerDay: 8, actionsPerCard: 4 } });

    expect(await lastRun(envelope(card(), card(), card()))).toMatchObject({
      reason: expect.stringContaining('24 hours'),
      posted: 2,
    });
    teams.clock.advance(DAY);
    expect(await lastRun(envelope(card()))).toMatchObject({ outcome: 'Succeeded', posted: 1 });
  });

  it('a body nested deeper than anybody reads, without harm to the simulator', async () => {
    teams = await bench();
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;

    await teams.post(
      `{"attachments":[{"content":{"type":"AdaptiveCard","version":"1.4","body":[{"type":"x","y":${deep}}]}}]}`,
    );

    expect(await lastRun(envelope(card()))).toMatchObject({ posted: 1 });
  });
});

describe('mentions', () => {
  const mentioning = (id: string) =>
    card({
      body: [{ type: 'TextBlock', text: 'Over to <at>Ana</at>', wrap: true }],
      msteams: {
        entities: [{ type: 'mention', text: '<at>Ana</at>', mentioned: { id, name: 'Ana Costa' } }],
      },
    });

  it('reach a member of the team by user principal name', async () => {
    teams = await bench();

    await lastRun(envelope(mentioning('ANA@acme.com')));

    expect(teams.control.posts('Ops')[0]?.mentions).toEqual([{ text: '<at>Ana</at>', name: 'Ana Costa' }]);
  });

  it('of somebody unknown fail the run, or are plain text by the switch', async () => {
    teams = await bench();

    expect(await lastRun(envelope(mentioning('eve@evil.example')))).toMatchObject({
      outcome: 'Failed',
      posted: 0,
    });
    teams.control.setSwitch('unknownMention', 'plain');
    expect(await lastRun(envelope(mentioning('eve@evil.example')))).toMatchObject({ posted: 1 });
    expect(teams.control.posts('Ops')[0]?.mentions).toEqual([]);
  });

  it("reach only the flow's owner when the switch says so", async () => {
    teams = await bench({}, { switches: { mentions: 'own-account' } });

    await lastRun(envelope(mentioning('ben@acme.com'), mentioning('ana@acme.com')));

    expect(teams.control.posts('Ops').map((post) => post.mentions.length)).toEqual([0, 1]);
  });
});

describe('old cards and emoji', () => {
  const old = {
    '@type': 'MessageCard',
    title: 'Failed',
    sections: [{ facts: [{ name: 'Site', value: 'acme' }] }],
    potentialAction: [{ '@type': 'OpenUri', name: 'Open' }],
  };

  it('shows text and facts of a MessageCard but no button', async () => {
    teams = await bench();

    expect(await lastRun(old)).toMatchObject({ posted: 1 });
    const shown = JSON.stringify(teams.control.posts('Ops')[0]?.card);
    expect(shown).toContain('acme');
    expect(shown).not.toContain('Open');
    teams.control.setSwitch('messageCard', 'fails');
    expect(await lastRun(old)).toMatchObject({ outcome: 'Failed' });
  });

  it('loses emoji of a body that does not name its charset', async () => {
    teams = await bench();
    const body = envelope(card({ body: [{ type: 'TextBlock', text: 'down 🔥 à' }] }));

    await lastRun(body, { 'content-type': 'application/json' });
    await lastRun(body);

    const texts = teams.control.posts('Ops').map((post) => JSON.stringify(post.card['body']));
    expect(texts[0]).toContain('down ?? à');
    expect(texts[1]).toContain('down 🔥 à');
  });
});

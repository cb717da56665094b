import { describe, expect, it, onTestFinished } from 'vitest';
import { aBriefing, HOSTILE, RECOVERED } from '../../test/fixtures/briefings.ts';
import { NOON } from '../../test/fixtures/records.ts';
import { outboundFor } from '../../test/harness/outbound.ts';
import type { DestinationType } from '../app/ports/destination.ts';
import type { Briefing } from '../domain/briefing/briefing.ts';
import { type NtfyOptions, startNtfySimulator } from '../simulator/providers/ntfy.ts';
import { startTwilioSimulator } from '../simulator/providers/twilio.ts';
import { startSink } from '../simulator/sink/sink.ts';
import { gateway } from './gateway.ts';
import { ntfy } from './ntfy.ts';
import { sms } from './sms.ts';
import { voice } from './voice.ts';

function sendBy(type: DestinationType, briefing: Briefing, to: unknown, via?: unknown) {
  const signal = new AbortController().signal;
  const context = { deliveryId: 'd-1', threadKey: 'g-1', signal, at: NOON, io: outboundFor() };
  return type.send(type.render(briefing, to).payload, via, to, context);
}

const CRITICAL = aBriefing({ severity: 'critical' });

describe('ntfy', () => {
  async function server(options: NtfyOptions = {}) {
    const simulator = await startNtfySimulator(options);
    onTestFinished(() => simulator.close());
    const send = (briefing: Briefing, over: object = {}) =>
      sendBy(ntfy, briefing, { server: simulator.url, topic: 'bi-alerts', ...over });
    return { simulator, send };
  }

  it('rings for a failure, louder for a critical one, and is quiet for a recovery', async () => {
    const { simulator, send } = await server();

    for (const briefing of [aBriefing(), CRITICAL, RECOVERED]) await send(briefing);

    expect(simulator.messages.map((m) => m.priority)).toEqual([4, 5, 2]);
    expect(simulator.messages[0]).toMatchObject({
      topic: 'bi-alerts',
      title: '#42 Failed: Sales Daily',
      tags: ['rotating_light'],
      click: expect.stringContaining('/a/'),
      actions: [
        { action: 'view', label: 'Open in Tableau' },
        { action: 'view', label: 'Details' },
      ],
    });
  });

  it('signs in by token, and says when it may not', async () => {
    const { send } = await server({ token: 'tk_right00000000', forbidden: ['others'] });

    expect(await send(aBriefing(), { token: 'tk_right00000000' })).toMatchObject({ kind: 'accepted' });
    expect(await send(aBriefing(), { token: 'tk_wrong00000000' })).toMatchObject({
      kind: 'broken',
      status: 401,
    });
    expect(await send(aBriefing())).toMatchObject({ kind: 'broken', status: 403 });
    expect(await send(aBriefing(), { token: 'tk_right00000000', topic: 'others' })).toMatchObject({
      kind: 'broken',
      status: 403,
    });
  });

  it('waits when it was too much at once, and longer when the day is used up', async () => {
    const busy = await server({ burst: 1, mono: () => 0 });
    await busy.send(aBriefing());
    expect(await busy.send(aBriefing())).toMatchObject({ kind: 'notNow', status: 429 });

    const used = await server({ perDay: 0 });
    expect(await used.send(aBriefing())).toMatchObject({ kind: 'notNow', until: NOON + 30 * 60_000 });
  });

  it('never becomes a file, and links only where we meant', async () => {
    const { simulator, send } = await server();
    const items = Array.from({ length: 20 }, () => HOSTILE.items).flat();

    await send({ ...HOSTILE, items, more: 300 });

    const [message] = simulator.messages;
    expect(message?.attached).toBe(false);
    expect(message?.message).not.toMatch(/https?:\/\/evil|\u202e|\u200b(?!\p{L})/u);
    expect(message?.title).not.toMatch(/\n/);
  });
});

describe('Twilio', () => {
  async function account(options: Parameters<typeof startTwilioSimulator>[0] = {}) {
    const simulator = await startTwilioSimulator(options);
    onTestFinished(() => simulator.close());
    const { accountSid: account_sid, authToken: auth_token, from, url: api } = simulator;
    return { simulator, via: { account_sid, auth_token, from, api } };
  }
  const to = { to: '+351210000000' };

  it('sends a text that fits into a few parts, with the address of its page', async () => {
    const { simulator, via } = await account();

    await sendBy(sms, aBriefing(), to, via);
    await sendBy(sms, HOSTILE, to, via);

    expect(simulator.sent[0]?.text).toBe(
      'Tabduty #42 Failed: Sales Daily. Extract refresh failed. https://alerts.example.com/a/token',
    );
    expect(simulator.sent[1]?.text.length).toBeLessThan(500);
    expect(simulator.sent[1]?.text).not.toMatch(/http:\/\/evil|\n/);
  });

  it('keeps a text for a number that wants none, until somebody has mended that', async () => {
    const { via } = await account({ unsubscribed: [to.to] });

    expect(await sendBy(sms, aBriefing(), to, via)).toMatchObject({
      kind: 'broken',
      detail: expect.stringContaining('21610'),
    });
  });

  it('calls and says it twice; a name cannot break out of what is said', async () => {
    const { simulator, via } = await account();

    expect(await sendBy(voice, HOSTILE, to, via)).toMatchObject({ kind: 'accepted' });

    const [call] = simulator.sent;
    expect(call?.what).toBe('Calls');
    expect(call?.text.match(/<Say>/g)).toHaveLength(2);
    expect(call?.text).toContain('number 42');
  });

  it('calls nobody for a recovery, and says that it did not', async () => {
    const { simulator, via } = await account();

    const outcome = await sendBy(voice, RECOVERED, to, via);

    expect(outcome).toMatchObject({ kind: 'accepted', detail: 'nobody is called for what asks for nobody' });
    expect(simulator.sent).toEqual([]);
  });
});

it('counts in a text what more there is, except of a digest, whose title counts all', () => {
  const more = { number: 0, more: 12 };

  expect(sms.render(aBriefing(more), { to: '+351210000000' }).payload).toContain('12 more.');
  const digest = aBriefing({ ...more, kind: 'digest' });
  expect(sms.render(digest, { to: '+351210000000' }).payload).not.toContain(' more');
});

describe('a text gateway', () => {
  it('gets who and what, and the same key at every attempt', async () => {
    const sink = await startSink();
    onTestFinished(() => sink.close());
    const to = { url: `${sink.url}/send`, to: '+351210000000', token: 'a-token' };

    await sendBy(gateway, aBriefing(), to);
    await sendBy(gateway, aBriefing(), to);

    const [first, second] = sink.requests;
    expect(JSON.parse(first?.body.toString() ?? '')).toEqual({
      id: 'd-1',
      to: '+351210000000',
      text: expect.stringContaining('#42 Failed'),
    });
    expect(second?.body).toEqual(first?.body);
    expect(first?.rawHeaders.join(' ').toLowerCase()).toContain('idempotency-key d-1');
  });
});

/** Before a silence ends, and at its end, those whose messages it held are told: once, silently, and only if it held some. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addSilence, type SilenceDeps, type WantedSilence } from '../../src/app/hand/add-silence.ts';
import { editSilence } from '../../src/app/hand/edit-silence.ts';
import { expireSilence } from '../../src/app/hand/expire-silence.ts';
import { silenceHolder } from '../../src/app/hand/silence-holder.ts';
import { tellSilences } from '../../src/app/hand/tell-silences.ts';
import { after, DAY, HOUR, MINUTE } from '../../src/domain/time/instant.ts';
import { duesOf } from '../../src/domain/quiet/silence.ts';
import { re2Regexes } from '../../src/platform/regexes.ts';
import { aPolicy, aReceiver, aRoute, equals } from '../fixtures/policy.ts';
import { NOON } from '../fixtures/records.ts';
import { type Pipeline, startPipeline, tableauBody } from '../harness/pipeline.ts';

type Desk = { readonly p: Pipeline; readonly deps: SilenceDeps };

const receiver = (name: string, ...types: readonly string[]) =>
  aReceiver(
    name,
    types.map((type) => ({ type, address: { lane: `${name}-${type}` } })),
  );

async function desk(ops: readonly string[] = ['mail', 'test']): Promise<Desk> {
  const receivers = [receiver('ops', ...ops), receiver('finance', 'mail'), receiver('admins', 'mail')];
  const finance = aRoute({ id: 'finance', tell: 'finance', match: [equals('name', 'Sales F')] });
  const p = await startPipeline(
    aPolicy({
      receivers: new Map(receivers.map((r) => [r.name, r])),
      routes: [finance, aRoute()],
      operators: ['admins'],
    }),
  );
  const { store, clock, ids, policy } = p.deps();
  const silences = silenceHolder({ store, clock, regexes: re2Regexes });
  Object.defineProperty(p, 'silences', { get: () => silences.current() });
  return { p, deps: { store, clock, ids, policy, regexes: re2Regexes, silences } };
}

function silence({ p, deps }: Desk, over: Partial<WantedSilence> = {}) {
  const until = after(p.clock.now(), 6 * HOUR);
  const usual = { match: { name: 'Sales*' }, from: undefined, until, reason: 'moving the database' };
  return addSilence(deps, { ...usual, author: 'ana', everything: true, dryRun: false, ...over });
}

async function event({ p }: Desk, name: string, what = 'Failed'): Promise<void> {
  const created_at = new Date(p.clock.now()).toISOString();
  const event_type = `DatasourceRefresh${what}`;
  await p.post(tableauBody({ event_type, resource_name: name, resource_luid: name, created_at }));
  await p.settle();
}

/** The loops of the service do it in any order. */
async function look({ p }: Desk): Promise<void> {
  await tellSilences(p.deps(), p.clock.now());
  await p.settle();
}

async function advance(d: Desk, by: number): Promise<void> {
  d.p.clock.advance(by);
  await look(d);
}

/** What was said of silences. */
const said = ({ p }: Desk) =>
  p.sent
    .filter((s) => s.briefing.title.untrusted.includes('silence'))
    .map((s) => `${(s.at - NOON) / MINUTE} ${s.destinationId}: ${s.briefing.title.untrusted}`);

describe('a silence that held something', () => {
  it('says 30 minutes before its end that it ends, and at its end what became of it', async () => {
    const d = await desk();
    const { silence: made } = await silence(d);
    for (const name of ['Sales A', 'Sales B', 'Sales C', 'Other']) await event(d, name);
    await advance(d, HOUR);
    await event(d, 'Sales B', 'Succeeded');

    await advance(d, 4.5 * HOUR);
    await advance(d, 30 * MINUTE);

    expect(said(d)).toEqual([
      '330 ops/mail: The silence of ana ends in 30 min: 2 still fail under it',
      '360 ops/mail: The silence of ana is over: 2 still fail',
    ]);
    const [reminder, end] = d.p.sent
      .map((s) => s.briefing)
      .filter((b) => b.severity === 'info' && b.facts.length > 2);
    expect(reminder?.facts).toContainEqual({
      title: 'To extend it',
      value: `tabduty silences edit ${made.id} --for 2h`,
    });
    expect(end?.summary).toBe('It was silent for 6 h and held 3 alerts');
    expect(end?.items.map((i) => i.name.untrusted)).toEqual(['Sales A', 'Sales C']);
  });

  it('tells each receiver of its own only', async () => {
    const d = await desk();
    await silence(d);
    for (const name of ['Sales A', 'Sales B', 'Sales F']) await event(d, name);

    await advance(d, 6 * HOUR);

    expect(said(d).toSorted()).toEqual([
      '360 finance/mail: The silence of ana is over: 1 still fails',
      '360 ops/mail: The silence of ana is over: 2 still fail',
    ]);
  });

  it('tells the operators where its receiver only rings', async () => {
    const d = await desk(['test']);
    await silence(d);
    await event(d, 'Sales A');

    await advance(d, 6 * HOUR);

    expect(said(d)).toEqual(['360 admins/mail: The silence of ana is over: 1 still fails']);
  });

  it('says at the end that nothing fails any more', async () => {
    const d = await desk();
    await silence(d);
    await event(d, 'Sales A');
    await advance(d, HOUR);
    await event(d, 'Sales A', 'Succeeded');

    await advance(d, 5 * HOUR);

    expect(said(d)).toEqual(['360 ops/mail: The silence of ana is over: none of it still fails']);
  });

  it('is told of once, also by a new process and after a time in which nothing ran', async () => {
    const d = await desk();
    await silence(d);
    await event(d, 'Sales A');

    await d.p.restart();
    await advance(d, DAY);
    await d.p.restart();
    await advance(d, DAY);

    expect(said(d)).toEqual(['1440 ops/mail: The silence of ana is over: 1 still fails']);
    const facts = d.p.sent.find((s) => s.briefing.kind === 'digest')?.briefing.facts;
    expect(facts).toContainEqual({ title: 'Told late by', value: '18 h' });
  });

  it('reminds late rather than not, as long as it lasts', async () => {
    const d = await desk();
    await silence(d);
    await event(d, 'Sales A');

    await advance(d, 6 * HOUR - 10 * MINUTE);

    expect(said(d)).toEqual(['350 ops/mail: The silence of ana ends in 10 min: 1 still fails under it']);
  });

  it('that is extended reminds again of the new end, and counts from its first beginning', async () => {
    const d = await desk();
    const { silence: old } = await silence(d);
    await event(d, 'Sales A');
    await advance(d, 5.5 * HOUR);
    const until = after(d.p.clock.now(), 2 * HOUR);
    const nothing = { match: undefined, reason: undefined, everything: false, dryRun: false };
    await editSilence(d.deps, old.id, { ...nothing, until, author: 'bob' });

    for (let i = 0; i < 4; i++) await advance(d, 30 * MINUTE);

    expect(said(d)).toEqual([
      '330 ops/mail: The silence of ana ends in 30 min: 1 still fails under it',
      '420 ops/mail: The silence of bob ends in 30 min: 1 still fails under it',
      '450 ops/mail: The silence of bob is over: 1 still fails',
    ]);
    expect(d.p.sent.find((s) => s.briefing.kind === 'digest')?.briefing.summary).toBe(
      'It was silent for 7 h 30 min and held 1 alert',
    );
  });

  it('that is ended by hand says so, and by whom', async () => {
    const d = await desk();
    const { silence: made } = await silence(d);
    await event(d, 'Sales A');
    await advance(d, HOUR);
    await expireSilence(d.deps, made.id, 'bob');

    await look(d);
    await advance(d, DAY);

    expect(said(d)).toEqual(['60 ops/mail: The silence of ana is over: 1 still fails']);
    const facts = d.p.sent.find((s) => s.briefing.kind === 'digest')?.briefing.facts;
    expect(facts).toContainEqual({ title: 'Ended by', value: { untrusted: 'bob' } });
  });

  it('says how much another silence keeps quiet after it', async () => {
    const d = await desk();
    await silence(d);
    await event(d, 'Sales A');
    await silence(d, { author: 'bob', until: after(NOON, DAY) });

    await advance(d, 6 * HOUR);

    const facts = d.p.sent.find((s) => s.briefing.kind === 'digest')?.briefing.facts;
    expect(facts).toContainEqual({ title: 'Kept quiet by another silence', value: '1' });
  });
});

it('a silence that held nothing is not told of', async () => {
  const d = await desk();
  await silence(d);
  await event(d, 'Other');

  await advance(d, 5.5 * HOUR);
  await advance(d, HOUR);

  expect(said(d)).toEqual([]);
  expect(await d.deps.store.ask('dueSilences', { at: after(NOON, DAY), limit: 9 })).toEqual({
    rows: [],
    nextDue: undefined,
  });
});

it('a reminder is in the future and half an hour before the end of a silence of an hour or more', () => {
  const minutes = fc.integer({ min: 1, max: 3000 });
  fc.assert(
    fc.property(minutes, minutes, (length, passed) => {
      const at = after(NOON, passed * MINUTE);
      const until = after(NOON, length * MINUTE);
      const { remindAt, sumUpAt } = duesOf({ from: NOON, until }, at);
      expect(sumUpAt).toBe(until);
      const isMeant = length >= 60 && passed < length - 30;
      expect(remindAt).toBe(isMeant ? until - 30 * MINUTE : undefined);
    }),
  );
});

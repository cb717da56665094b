import type { HandoffNotice } from '../../src/domain/on-call/schedule.ts';
import { expect, it } from 'vitest';
import { onCallBook } from '../../src/app/on-call/on-call-book.ts';
import { tellHandoffs } from '../../src/app/on-call/tell-handoffs.ts';
import { insert } from '../../src/domain/change.ts';
import { after, DAY, HOUR, MINUTE } from '../../src/domain/time/instant.ts';
import { aPagingPolicy, aPerson } from '../fixtures/escalation.ts';
import { layer, rotation, schedule } from '../fixtures/on-call.ts';
import { aReceiver, aRoute } from '../fixtures/policy.ts';
import { acknowledge, fail, pass } from '../harness/paging.ts';
import { type Pipeline, startPipeline } from '../harness/pipeline.ts';

const BOTH: HandoffNotice = { tell: [{ kind: 'receiver', name: 'room' }, { kind: 'next' }], at: undefined };
const place = { path: 'schedules.data', line: 1 };

/** Monday noon, an hour before Ben follows Ana for a week. */
async function started(notice: HandoffNotice = BOTH, type = 'mail') {
  const week = layer(rotation('UTC', '2026-09-14 13:00', 'week'));
  const people = ['ana', 'ben'].map((slug) => aPerson(slug));
  const policy = aPagingPolicy({
    people: new Map(people.map((p) => [p.slug, p])),
    schedules: new Map([['data', { ...schedule([week], { handoffNotice: notice }), place }]]),
    receiverList: [
      aReceiver('ops', [{ type: 'test', address: { to: 'ops' } }]),
      aReceiver('bosses', [{ type: 'test', address: { to: 'bosses' } }]),
      aReceiver('room', [
        { type: 'mail', address: { to: 'room' } },
        { type: 'test', address: { to: 'phone' } },
      ]),
      ...people.map(({ slug }) => aReceiver(`@${slug}`, [{ type, address: { to: slug } }])),
    ],
  } as object);
  const p = await startPipeline(policy);
  /** A process of its own, that looks at once. */
  const run = async () => {
    const book = onCallBook({ store: p.store, policy: { current: () => p.policy } });
    const result = await tellHandoffs({ ...p.deps(), book })(p.clock.now());
    await p.settle();
    return result;
  };
  const notices = () => p.sent.filter((s) => s.briefing.kind === 'handoff');
  await run();
  return { p, run, notices };
}

async function mark(p: Pipeline) {
  return (await p.store.ask('handoffs', {}))[0];
}

it('tells the receiver and whoever comes at the handoff, once, without a sound', async () => {
  const { p, run, notices } = await started();
  expect(notices()).toEqual([]);
  expect((await run()).nextDue).toBe(after(p.clock.now(), HOUR));

  p.clock.advance(HOUR);
  await run();
  await run();

  expect(notices().map((s) => `${s.destinationId} ${s.briefing.title.untrusted}`)).toEqual([
    'room/mail Handoff of data: Ana → Ben',
    '@ben/mail Handoff of data: Ana → Ben',
  ]);
  expect(notices()[0]?.briefing).toMatchObject({
    summary: 'Ben is on call now. Nothing is open',
    facts: [
      { title: 'From', value: { at: p.clock.now() } },
      { title: 'Until', value: { at: after(p.clock.now(), 7 * DAY) } },
      { title: 'Then', value: { untrusted: 'Ana' } },
    ],
  });
  expect(await mark(p)).toMatchObject({
    said: 'handoff of data at Mon 2026-09-21 13:00 (+00:00) to Ben: told room/mail, @ben/mail; room/test/2 left out, since it rings',
    nextAt: after(p.clock.now(), 7 * DAY),
  });
});

it('says what is open, who has it, and what is kept quiet', async () => {
  const { p, run, notices } = await started();
  p.silences = [];
  await fail(p, 'Sales');
  await acknowledge(p);
  p.clock.advance(HOUR);
  await run();

  const { summary, items } = notices()[0]?.briefing ?? {};
  expect(summary).toBe('Ben is on call now. 1 acknowledged');
  expect(items?.map((i) => `${i.name.untrusted}: ${i.sentence}`)).toEqual([
    'Sales: Ana has it until Mon 2026-09-21 20:00 (+00:00); since Mon 2026-09-21 12:00 (+00:00)',
  ]);
});

it('counts what is open and pages somebody else', async () => {
  const { p, run, notices } = await started();
  p.policy = { ...p.policy, routes: [aRoute({ groupBy: ['site'] })] };
  await fail(p, 'Sales');
  p.clock.advance(HOUR);
  await run();

  const { summary, items, facts } = notices()[0]?.briefing ?? {};
  expect([summary, items]).toEqual(['Ben is on call now. Nothing that pages data is open', []]);
  expect(facts).toContainEqual({ title: 'Open besides', value: '1, which page nobody here' });
});

it('at a chosen time tells before the handoff, and again when somebody else comes after all', async () => {
  const { p, run, notices } = await started({ ...BOTH, at: 18 * 60 });
  // The handoff of today was to be told yesterday: it is told at the first look after it was configured.
  expect(notices()).toHaveLength(2);
  p.clock.advance(6 * DAY + 6 * HOUR);
  await run();

  expect(
    notices()
      .slice(2)
      .map((s) => s.briefing.summary),
  ).toEqual(['Ana comes on call. Nothing is open', 'Ana comes on call. Nothing is open']);
  const from = after(p.clock.now(), 19 * HOUR);
  const override = {
    ...{ id: 'o', schedule: 'data', startsAt: from, endsAt: after(from, DAY), reason: undefined },
    act: { kind: 'replace', remove: 'ana', add: 'ben' },
    ...{ author: 'x', madeAt: p.clock.now() },
    ...{ removedAt: undefined, removedBy: undefined },
  } as const;
  await p.store.commit([insert('overrides', override)]);
  await run();

  expect(
    notices()
      .slice(4)
      .map((s) => s.briefing.title.untrusted),
  ).toEqual(['Handoff of data: Ana → Ben', 'Handoff of data: Ana → Ben']);
});

it('after three handoffs in which nothing ran tells one, with the true times', async () => {
  const { p, run, notices } = await started();
  p.clock.advance(15 * DAY);
  await run();

  expect(notices()).toHaveLength(2);
  const { title, facts = [] } = notices()[0]?.briefing ?? {};
  expect(title?.untrusted).toBe('Handoff of data: Ana → Ben');
  expect(facts.slice(3).map((f) => `${f.title}: ${JSON.stringify(f.value)}`)).toEqual([
    'Not told before: {"untrusted":"Mon 2026-09-21 13:00 (+00:00) Ana → Ben; Mon 2026-09-28 13:00 (+00:00) Ben → Ana"}',
    'Told late by: "23 h"',
  ]);
});

it('a clock that is set back causes no second notice', async () => {
  const { p, run, notices } = await started();
  p.clock.advance(HOUR + MINUTE);
  await run();
  p.clock.step(-30 * MINUTE);
  await run();
  await pass(p, HOUR, 5 * MINUTE);
  await run();

  expect(notices()).toHaveLength(2);
});

it('is told after a clock that was a year ahead is set right, in the same process and in the next one', async () => {
  const { p, notices } = await started();
  const book = onCallBook({ store: p.store, policy: { current: () => p.policy } });
  const look = tellHandoffs({ ...p.deps(), book });
  const run = async () => {
    await look(p.clock.now());
    await p.settle();
  };
  await run();
  p.clock.step(365 * DAY);
  await run();
  const wrong = notices().length;
  p.clock.step(-365 * DAY);
  await run();
  expect(notices()).toHaveLength(wrong);

  p.clock.advance(HOUR);
  await run();
  await run();
  expect(
    notices()
      .slice(wrong)
      .map((s) => `${s.destinationId} ${s.briefing.title.untrusted}`),
  ).toContain('room/mail Handoff of data: Ana → Ben');
  expect(notices()).toHaveLength(wrong + 2);
});

it('whoever comes and has only ways that ring is left alone, and that is said', async () => {
  const { p, run, notices } = await started(BOTH, 'test');
  p.clock.advance(HOUR);
  await run();

  expect(notices().map((s) => s.destinationId)).toEqual(['room/mail']);
  expect((await mark(p))?.said).toContain('Ben has no way that does not ring');
});

it('ends with its key in the configuration', async () => {
  const { p, run } = await started();
  const { handoffNotice: _, ...rest } = p.policy.schedules.get('data') ?? ({} as never);
  p.policy = { ...p.policy, schedules: new Map([['data', rest]]) };
  await run();

  expect(await mark(p)).toBeUndefined();
});

/** What was given up is sent once more: by id, or all that fit and still matter. */
import { expect, it } from 'vitest';
import { resendDeliveries, type Wish } from '../../src/app/pipeline/resend-deliveries.ts';
import { HOUR, MINUTE } from '../../src/domain/time/instant.ts';
import { aPolicy } from '../fixtures/policy.ts';
import { type Pipeline, startPipeline, tableauBody } from '../harness/pipeline.ts';

async function event(p: Pipeline, name: string, what = 'Failed'): Promise<void> {
  const created_at = new Date(p.clock.now()).toISOString();
  const event_type = `DatasourceRefresh${what}`;
  await p.post(tableauBody({ event_type, resource_name: name, resource_luid: name, created_at }));
  await p.settle();
}

function resend(p: Pipeline, wish: Partial<Wish> = { state: 'dead' }) {
  const nothing = { ids: undefined, state: undefined, destinationId: undefined, receiver: undefined };
  return resendDeliveries(
    p.deps(),
    { ...nothing, since: undefined, all: false, dryRun: false, ...wish },
    'ana',
  );
}

/** Three failures that nobody heard of: a is over, b and c last. */
async function deadLetters(): Promise<Pipeline> {
  const p = await startPipeline();
  p.answer = () => ({ kind: 'refused', detail: 'HTTP 400' });
  for (const name of ['a', 'b', 'c']) await event(p, name);
  p.clock.advance(MINUTE);
  await event(p, 'a', 'Succeeded');
  p.sent.length = 0;
  p.answer = () => ({ kind: 'accepted' });
  return p;
}

const titles = (p: Pipeline) => p.sent.map((s) => s.briefing.title.untrusted);
const audit = async (p: Pipeline) =>
  (await p.store.ask('audit', { limit: 10 })).map((a) => `${a.actor} ${a.action} ${a.subject}: ${a.detail}`);

it('sends what still matters, once, with one line in the audit', async () => {
  const p = await deadLetters();

  const { sent, leftOut, more } = await resend(p);
  await p.settle();

  expect(titles(p)).toEqual(['Failed: b', 'Failed: c']);
  expect({ sent: sent.length, leftOut, more }).toEqual({
    sent: 2,
    leftOut: [{ why: 'over', count: 1 }],
    more: false,
  });
  expect(await audit(p)).toEqual(['ana resend deliveries: 2 sent once more: dead']);
  expect((await resend(p)).sent).toEqual([]);
});

it('sends also what is over when it is told to', async () => {
  const p = await deadLetters();

  await resend(p, { state: 'dead', all: true });
  await p.settle();

  expect(titles(p)).toContain('Failed: a');
});

it('says what it would send and sends nothing', async () => {
  const p = await deadLetters();

  const { sent } = await resend(p, { state: 'dead', dryRun: true });
  await p.settle();

  expect(sent).toHaveLength(2);
  expect([titles(p), await audit(p)]).toEqual([[], []]);
});

it.each<[string, Partial<Wish>, number]>([
  ['its receiver', { receiver: 'ops' }, 2],
  ['another receiver', { receiver: 'finance' }, 0],
  ['its destination', { destinationId: 'ops/test' }, 2],
  ['another destination', { destinationId: 'ops/mail' }, 0],
])('finds by %s', async (_what, filter, count) => {
  const p = await deadLetters();

  expect((await resend(p, { state: 'dead', ...filter })).sent).toHaveLength(count);
});

it('finds only what is newer than since', async () => {
  const p = await deadLetters();
  p.clock.advance(HOUR);
  p.answer = () => ({ kind: 'refused', detail: 'HTTP 400' });
  await event(p, 'd');
  p.answer = () => ({ kind: 'accepted' });
  p.sent.length = 0;

  await resend(p, { state: 'dead', since: p.clock.now() });
  await p.settle();

  expect(titles(p)).toEqual(['Failed: d']);
});

it('takes a thousand at once, and the next with the next request', async () => {
  const p = await startPipeline();
  p.answer = () => ({ kind: 'refused', detail: 'HTTP 400' });
  await event(p, 'a');
  const [dead] = await p.store.ask('listDeliveries', { limit: 1 });
  const { ids } = p.deps();
  if (dead === undefined) throw new Error('nothing is dead');
  for (let i = 0; i < 1050; i++) {
    const row = { ...dead, id: ids.next(), groupId: undefined };
    await p.store.commit([{ op: 'insert', table: 'deliveries', row }]);
  }

  const first = await resend(p);
  const second = await resend(p);

  expect([first.sent.length, first.more, second.more]).toEqual([1000, true, false]);
  expect(second.sent.length).toBe(1051 - 1000);
});

it('by id sends whatever became of it, and leaves its one line in the audit', async () => {
  const p = await deadLetters();
  const [newest] = (await p.store.ask('listDeliveries', { limit: 10, state: 'dead' })).toReversed();

  const { sent } = await resend(p, { ids: [newest?.id ?? ''] });
  await p.settle();

  expect(titles(p)).toEqual(['Failed: a']);
  expect(await audit(p)).toEqual([`ana resend ${newest?.id}: ${sent[0]?.deliveryId}`]);
});

it('sends nothing of several when one is not there, or is on its way', async () => {
  const p = await deadLetters();
  const [dead] = await p.store.ask('listDeliveries', { limit: 1, state: 'dead' });
  const { sent } = await resend(p, { ids: [dead?.id ?? ''] });

  await expect(resend(p, { ids: [dead?.id ?? '', 'nonsense'] })).rejects.toThrow('nonsense');
  await expect(resend(p, { ids: [sent[0]?.deliveryId ?? ''] })).rejects.toThrow('on its way already');
  await expect(resend(p, {})).rejects.toThrow('say what to send');
});

it('leaves out what goes to a destination that is gone', async () => {
  const p = await deadLetters();
  p.policy = aPolicy({ receivers: new Map() });

  const { sent, leftOut } = await resend(p);

  expect([sent, leftOut]).toEqual([[], [{ why: 'gone', count: 3 }]]);
});

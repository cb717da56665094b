import { expect, it } from 'vitest';
import { type Pipeline, startPipeline, tableauBody } from '../../../test/harness/pipeline.ts';
import { after, DAY, HOUR, type Instant, MINUTE } from '../../domain/time/instant.ts';
import { re2Regexes } from '../../platform/regexes.ts';
import { addSilence, type SilenceDeps, type WantedSilence } from './add-silence.ts';
import { editSilence } from './edit-silence.ts';
import { expireSilence } from './expire-silence.ts';
import { silenceHolder } from './silence-holder.ts';

async function desk(): Promise<{ p: Pipeline; deps: SilenceDeps }> {
  const p = await startPipeline();
  const { store, clock, ids, policy } = p.deps();
  const silences = silenceHolder({ store, clock, regexes: re2Regexes });
  Object.defineProperty(p, 'silences', { get: () => silences.current() });
  return { p, deps: { store, clock, ids, policy, regexes: re2Regexes, silences } };
}

function wanted(p: Pipeline, over: Partial<WantedSilence> = {}): WantedSilence {
  return {
    match: { name: 'Sales*' },
    from: undefined,
    until: after(p.clock.now(), HOUR),
    reason: 'moving the database',
    author: 'ana',
    everything: false,
    dryRun: false,
    ...over,
  };
}

async function fail(p: Pipeline, name: string): Promise<void> {
  await p.post(tableauBody({ resource_name: name, resource_luid: name }));
  await p.settle();
}

it('says what it would hide, and hides nothing on a dry run', async () => {
  const { p, deps } = await desk();
  for (const name of ['Sales', 'Finance', 'Stock']) await fail(p, name);

  const { hides } = await addSilence(deps, wanted(p, { dryRun: true }));

  expect(hides.now).toEqual({ count: 1, of: 3, names: ['Sales'] });
  expect(hides.lastWeek).toEqual({ count: 1, of: 3, names: ['Sales'] });
  expect(deps.silences.current()).toEqual([]);
});

it('has an end within a year and a day, so that a slip of the finger keeps nothing quiet for ever', async () => {
  const { p, deps } = await desk();
  const { silence } = await addSilence(deps, wanted(p, { until: after(p.clock.now(), 366 * DAY) }));

  const tooLong = wanted(p, { until: after(p.clock.now(), 367 * DAY) });

  await expect(addSilence(deps, tooLong)).rejects.toThrow('a silence lasts 366 days at most');
  const edit = { ...same, until: tooLong.until, author: 'ben' };
  await expect(editSilence(deps, silence.id, edit)).rejects.toThrow('366 days at most');
});

it('works as soon as it was answered, over restarts, and tells at once when it is ended', async () => {
  const { p, deps } = await desk();
  const { silence } = await addSilence(deps, wanted(p));
  await fail(p, 'Sales');
  await p.restart();
  await deps.silences.refresh();
  p.clock.advance(MINUTE);
  await p.settle();
  expect(p.sent).toEqual([]);

  await expireSilence(deps, silence.id, 'ben');
  await p.settle();

  expect(p.sent).toHaveLength(1);
  expect(await p.store.ask('silence', { id: silence.id })).toMatchObject({
    until: p.clock.now(),
    endedBy: 'ben',
  });
  await expect(expireSilence(deps, silence.id, 'ben')).rejects.toThrow('over already');
});

const same = { match: undefined, until: undefined, reason: undefined, everything: false, dryRun: false };

it('is extended without a hole: the new one takes its place, and the old one stays to be read', async () => {
  const { p, deps } = await desk();
  const { silence: old } = await addSilence(deps, wanted(p));
  await fail(p, 'Sales');
  p.clock.advance(30 * MINUTE);

  const until = after(p.clock.now(), 2 * HOUR);
  const { silence } = await editSilence(deps, old.id, { ...same, until, author: 'ben' });
  p.clock.advance(HOUR);
  await p.settle();

  expect(p.sent).toEqual([]);
  expect(silence).toMatchObject({ replaces: old.id, author: 'ben', reason: old.reason, until });
  expect(deps.silences.current().map((s) => s.id)).toEqual([silence.id]);
  expect(await p.store.ask('silence', { id: old.id })).toMatchObject({ endedBy: 'ben' });
  p.clock.advance(HOUR);
  await p.settle();
  expect(p.sent).toHaveLength(1);
  const again = editSilence(deps, old.id, { ...same, until, author: 'ben' });
  await expect(again).rejects.toThrow('over already');
});

it('tells at once what an edit of the matchers lets go, and asks twice for everything', async () => {
  const { p, deps } = await desk();
  const { silence } = await addSilence(deps, wanted(p));
  await fail(p, 'Sales');
  p.clock.advance(MINUTE);
  await p.settle();

  const all = editSilence(deps, silence.id, { ...same, match: { name: '*' }, author: 'ben' });
  await expect(all).rejects.toThrow('hides everything');
  await editSilence(deps, silence.id, { ...same, match: { name: 'Stock' }, author: 'ben', dryRun: true });
  await p.settle();
  expect(p.sent).toEqual([]);
  await editSilence(deps, silence.id, { ...same, match: { name: 'Stock' }, author: 'ben' });
  await p.settle();

  expect(p.sent).toHaveLength(1);
});

it('asks twice for one that hides everything', async () => {
  const { p, deps } = await desk();
  for (const name of ['Sales', 'Finance', 'Stock']) await fail(p, name);

  const all = wanted(p, { match: { site: 'ac*' } });
  await expect(addSilence(deps, all)).rejects.toThrow('3 of 3 alerts now, 3 of 3 in the last 7 days');
  await expect(addSilence(deps, wanted(p, { match: {} }))).rejects.toThrow('hides everything');
  await expect(addSilence(deps, wanted(p, { match: { name: '*' } }))).rejects.toThrow('hides everything');
  const { everything } = await addSilence(deps, { ...all, dryRun: true });
  expect({ everything, made: deps.silences.current().length }).toEqual({ everything: true, made: 0 });
  await addSilence(deps, { ...all, everything: true });

  expect(deps.silences.current()).toHaveLength(1);
});

it.each(['*', '**', '/.*/', '/.+/', '/(a|[^a])*/', '/[^%]+/'])(
  'knows that %s fits anything, before anything has failed',
  async (pattern) => {
    const { p, deps } = await desk();
    const wish = (match: WantedSilence['match']) => addSilence(deps, wanted(p, { match, dryRun: true }));

    expect(await wish({ name: pattern, condition: ['refresh-failed', pattern] })).toMatchObject({
      everything: true,
    });
    expect(await wish({ name: pattern, condition: 'refresh-failed' })).toMatchObject({ everything: false });
  },
);

it('says all that is wrong at once, each with its place', async () => {
  const { p, deps } = await desk();
  const match = { nam: 'x', name: ['/(/', 'fine', ''], tag: [] };
  const unread = [{ path: 'from', message: '"noon" is no time' }];

  const refused = addSilence(
    deps,
    wanted(p, { match, reason: 'x'.repeat(501), until: 0 as Instant, unread }),
  );

  await expect(refused).rejects.toMatchObject({
    faults: [
      { path: 'match.nam', message: '"nam" is no label', remedy: 'did you mean "name"?' },
      {
        path: 'match.name',
        message: expect.stringMatching(/^the pattern "\/\(\/" .*, the pattern "" is empty/),
      },
      { path: 'match.tag', message: 'the pattern is missing' },
      { path: 'from', message: '"noon" is no time' },
      { path: 'until', message: 'the end of the silence is over already' },
      { path: 'reason', message: 'is longer than 500 characters' },
    ],
  });
});

it.each([
  ['a label that there is not', { match: { nam: 'x' } }, '"nam" is no label'],
  ['a pattern that cannot be run', { match: { name: '/(/' } }, 'the pattern "/(/"'],
  ['no reason', { reason: ' ' }, 'needs a reason'],
  ['an end that is over', { until: 0 as Instant }, 'over already'],
])('refuses %s', async (_what, over, sentence) => {
  const { p, deps } = await desk();

  await expect(addSilence(deps, wanted(p, over))).rejects.toThrow(sentence);
});

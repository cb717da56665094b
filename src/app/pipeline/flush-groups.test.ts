/** A rule that cannot judge one alert keeps nobody else from being told, whatever the alert has to do with the others. */
import { expect, it } from 'vitest';
import { aPolicy, aRoute, aSilence, equals } from '../../../test/fixtures/policy.ts';
import { NOON } from '../../../test/fixtures/records.ts';
import { type Pipeline, startPipeline, tableauBody } from '../../../test/harness/pipeline.ts';
import { MINUTE, SECOND } from '../../domain/time/instant.ts';
import type { Inhibition, Matcher } from '../../domain/policy.ts';
import type { ReadySilence } from '../../domain/quiet/silence.ts';

it('one that cannot be judged and was alone in its group is put aside when the next joins it', async () => {
  const pipeline = await started([planted(throwsAt('Poison'))]);
  await fails(pipeline, 'Poison');
  await passes(pipeline, 10 * MINUTE);
  expect(pipeline.sent).toEqual([]);
  expect(await troubles(pipeline)).toMatchObject({ stuck: { groups: 1 } });

  await fails(pipeline, 'Good');
  await passes(pipeline, 6 * MINUTE);

  expect(told(pipeline)).toEqual(['firing: Good']);
  expect(await troubles(pipeline)).toMatchObject({ stuck: { groups: 0, incarnations: 1 } });
});

it('one that fires and cannot be compared with others does not keep these from being told', async () => {
  const inhibition: Inhibition = {
    ...{ when: [throwsAt('Poison')], quiet: [equals('condition', 'refresh-failed')], equal: [] },
    place: { path: 'inhibitions[0]', line: 1 },
  };
  const pipeline = await started([], [inhibition]);
  for (const name of ['Poison', 'Good 1', 'Good 2']) await fails(pipeline, name);
  await passes(pipeline, 10 * SECOND);

  expect(told(pipeline)).toEqual(['firing: Good 1, Good 2']);
  expect(JSON.stringify(await troubles(pipeline))).toContain('Poison');
});

it('who was told of it before it was put aside is told of its end', async () => {
  const pipeline = await started([]);
  await fails(pipeline, 'Poison');
  await passes(pipeline, 10 * SECOND);
  pipeline.silences = [planted(throwsAt('Poison'))];
  await fails(pipeline, 'Good');
  await passes(pipeline, 6 * MINUTE);
  await recovers(pipeline, 'Good');
  await passes(pipeline, 6 * MINUTE);

  await recovers(pipeline, 'Poison');
  await passes(pipeline, 6 * MINUTE);

  expect(told(pipeline)).toEqual(['firing: Poison', 'update: Good', 'recovered: Good', 'recovered: Poison']);
});

/** A bug of ours that nobody has found yet. */
function throwsAt(name: string): Matcher {
  const fits: Matcher['fits'] = (values) => {
    if (values.includes(name)) throw new Error('planted');
    return false;
  };
  return { label: 'name', patterns: [name], fits };
}

function planted(matcher: Matcher): ReadySilence {
  return aSilence({ tests: [matcher] });
}

async function started(silences: readonly ReadySilence[], inhibitions: readonly Inhibition[] = []) {
  const routes = [aRoute({ groupBy: ['site'], groupWait: 5 * SECOND, groupInterval: 5 * MINUTE })];
  const pipeline = await startPipeline({ ...aPolicy({ routes }), inhibitions });
  pipeline.silences = silences;
  return pipeline;
}

function fails(pipeline: Pipeline, name: string): Promise<string> {
  return pipeline.post(bodyOf(pipeline, name, 'DatasourceRefreshFailed'));
}

function recovers(pipeline: Pipeline, name: string): Promise<string> {
  return pipeline.post(bodyOf(pipeline, name, 'DatasourceRefreshSucceeded'));
}

function bodyOf({ clock }: Pipeline, name: string, event_type: string) {
  const created_at = new Date(clock.now()).toISOString();
  return tableauBody({ event_type, created_at, resource_name: name, resource_luid: name });
}

async function passes(pipeline: Pipeline, time: number): Promise<void> {
  await pipeline.settle();
  for (let passed = 0; passed < time; passed += 10 * SECOND) {
    pipeline.clock.advance(10 * SECOND);
    await pipeline.settle();
  }
}

function troubles({ store }: Pipeline) {
  return store.ask('troubles', { deadSince: NOON, toldSince: NOON, limit: 10 });
}

function told({ sent }: Pipeline): readonly string[] {
  return sent.map(({ briefing: { kind, items } }) => {
    const names = items.map(({ name }) => name.untrusted).sort();
    return `${kind}: ${names.join(', ')}`;
  });
}

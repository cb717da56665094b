import { describe, expect, it } from 'vitest';
import { storyOfEvent } from '../../src/app/story/tell-story.ts';
import { SECOND } from '../../src/domain/time/instant.ts';
import { routed, says } from '../fixtures/fates.ts';
import { DECIDED } from '../fixtures/fates-decided.ts';
import { SENT } from '../fixtures/fates-sent.ts';
import { COMBINED } from '../fixtures/fates-combined.ts';
import { NOON } from '../fixtures/records.ts';
import { type Pipeline, startPipeline } from '../harness/pipeline.ts';

async function storyOf(p: Pipeline, effect: string): Promise<readonly string[]> {
  const events = await p.store.ask('listEvents', { limit: 50, name: 'a' });
  const event = events.find((e) => e.effect === effect) ?? events.at(-1);
  if (event === undefined) throw new Error('there is no event of "a"');
  const story = await storyOfEvent({ store: p.store }, event);
  return story
    .filter(({ text }) => !FIRST_CALL.test(text))
    .map(
      ({ at, text }) => `${(at - NOON) / SECOND} ${text.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '<id>')}`,
    );
}

const FIRST_CALL = /^call \S+ arrived from \S+$/;

describe('the story of a failure that is', () => {
  it.each([...DECIDED, ...SENT, ...COMBINED])(
    '$fate',
    async ({ policy = routed(), answer, before, later, effect = 'opened', story }) => {
      const p = await startPipeline(policy);
      if (answer !== undefined) p.answer = () => answer;
      await before?.(p);
      await says(p, 'a');
      await later?.(p);

      expect(await storyOf(p, effect)).toEqual(story);
      expect(p.errors).toEqual([]);
    },
  );
});

it.each([
  ['a test', { event_type: 'test' }, 'test', undefined],
  ['nothing', new Uint8Array(), 'empty', undefined],
  ['no JSON', new TextEncoder().encode('<xml>'), 'not-understood', 'the body is not JSON'],
  ['no event', { hello: 'world' }, 'not-understood', 'event_type is missing'],
])(
  'a call that holds %s is kept with what it was, and there is no event to be told',
  async (_what, body, reading, remark) => {
    const p = await startPipeline();
    await p.post(body);
    await p.settle();

    expect(await p.store.ask('listCalls', { limit: 5 })).toMatchObject([{ state: 'done', reading, remark }]);
    expect(await p.store.ask('listEvents', { limit: 5 })).toEqual([]);
    expect(p.sent).toEqual([]);
  },
);

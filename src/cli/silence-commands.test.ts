import { expect, it } from 'vitest';
import { type Pipeline, startPipeline, tableauBody } from '../../test/harness/pipeline.ts';
import { silenceHolder } from '../app/hand/silence-holder.ts';
import { localApi } from '../http/dispatch.ts';
import { silenceHandlers } from '../http/routes/silences.ts';
import { re2Regexes } from '../platform/regexes.ts';
import { addSilenceCommand } from './commands/add-silence.ts';
import { editSilenceCommand } from './commands/edit-silence.ts';
import type { Faces } from './faces.ts';
import type { Options } from './options.ts';
import { terminalOutput } from './output.ts';
import type { Prompts } from './set-up.ts';

/** `typed`: what somebody at a terminal answers; without it nobody can be asked. */
async function terminal(typed?: string) {
  const p = await startPipeline();
  const { store, clock, ids, policy } = p.deps();
  const silences = silenceHolder({ store, clock, regexes: re2Regexes });
  const handlers = silenceHandlers({ store, clock, ids, policy, regexes: re2Regexes, silences });
  const asked: string[] = [];
  const text = async (question: string) => {
    asked.push(question);
    return typed ?? '';
  };
  const faces = {
    api: async () => localApi(handlers, { actor: 'ana', may: new Set(['operate'] as const) }),
    prompts: () => (typed === undefined ? undefined : ({ text } as Partial<Prompts> as Prompts)),
  } as Partial<Faces> as Faces;
  const run = async (command: typeof addSilenceCommand, args: readonly string[], options: Options) => {
    let printed = '';
    const print = (words: string) => void (printed += words);
    const out = terminalOutput(options['json'] === true, print, () => undefined);
    const code = await command.run({ faces, args, options, out });
    return { code, printed };
  };
  return { p, silences, asked, run };
}

async function threeFail(p: Pipeline): Promise<void> {
  for (const name of ['Sales', 'Finance', 'Stock'])
    await p.post(tableauBody({ resource_name: name, resource_luid: name }));
  await p.settle();
}

const USUAL: Options = { for: '2h', reason: 'moving house' };

it('asks at a terminal before everything is silenced, after what that hides', async () => {
  const { p, silences, asked, run } = await terminal(' "Everything" ');
  await threeFail(p);

  const { code, printed } = await run(addSilenceCommand, ['name=*'], USUAL);

  expect(code).toBe(0);
  expect(asked).toEqual(['Type "everything" to go on']);
  expect(printed.split('\n')).toEqual([
    'would silence: name=*',
    expect.stringMatching(/^from .* until /),
    'hides 3 of 3 open alerts: Stock, Finance, Sales',
    'would have hidden 3 of 3 of the last 7 days',
    'That is everything.',
    expect.stringMatching(/^silence .*: name=\*$/),
    expect.stringMatching(/^from .* until /),
    '',
  ]);
  expect(silences.current()).toHaveLength(1);
});

it('makes none when the answer is another', async () => {
  const { silences, run } = await terminal('yes');

  const { code, printed } = await run(addSilenceCommand, [], USUAL);

  expect({ code, last: printed.split('\n').at(-2) }).toEqual({ code: 1, last: 'Nothing was silenced.' });
  expect(silences.current()).toEqual([]);
});

it('asks nobody for one that hides less, nor who has said so, nor on a dry run', async () => {
  const { p, silences, asked, run } = await terminal('everything');
  await threeFail(p);

  await run(addSilenceCommand, ['name=Sales'], USUAL);
  await run(addSilenceCommand, [], { ...USUAL, everything: true });
  const { printed } = await run(addSilenceCommand, [], { ...USUAL, dryRun: true });

  expect(asked).toEqual([]);
  expect(silences.current()).toHaveLength(2);
  expect(printed).toContain(
    'that is everything: on a terminal you are asked again, a script needs --everything',
  );
});

it('is refused without a terminal, with the way out, and so with --json', async () => {
  const alone = await terminal();
  const watched = await terminal('everything');

  for (const { run, options } of [
    { ...alone, options: USUAL },
    { ...watched, options: { ...USUAL, json: true } },
  ])
    await expect(run(addSilenceCommand, [], options)).rejects.toMatchObject({
      message: expect.stringContaining('this silence hides everything: 0 of 0 alerts now'),
      remedy: expect.stringContaining('--everything'),
    });
  expect(alone.silences.current()).toEqual([]);
});

it('asks once more when an edit makes it hide everything', async () => {
  const { silences, asked, run } = await terminal('everything');
  await run(addSilenceCommand, ['name=Sales'], USUAL);
  const [{ id } = { id: '' }] = silences.current();

  await run(editSilenceCommand, [id], { for: '3h' });
  expect(asked).toEqual([]);
  const [{ id: longer } = { id: '' }] = silences.current();
  await run(editSilenceCommand, [longer, 'name=*'], {});
  expect(asked).toHaveLength(1);
});

it('says at once what it cannot read and what the service finds wrong with the rest', async () => {
  const { run } = await terminal();
  const options = { until: 'tomorrow', reason: '' };

  const refused = run(addSilenceCommand, ['Finance', 'Sales', 'nam=x'], options);

  await expect(refused).rejects.toMatchObject({
    code: 'wrong-use',
    faults: [
      { path: 'matchers', message: '"Finance" is no matcher' },
      { path: 'matchers', message: '"Sales" is no matcher' },
      { path: '--until', message: '"tomorrow" must be a date and a time such as "2026-11-02 09:00"' },
      { path: 'reason', message: 'a silence needs a reason' },
    ],
  });
});

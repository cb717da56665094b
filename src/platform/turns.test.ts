import { expect, it } from 'vitest';
import { restFor } from './turns.ts';

it('who needs the others to rest waits for what is under way, and what comes meanwhile waits for it', async () => {
  const rest = restFor();
  const said: string[] = [];
  const open = new Map<string, () => void>();
  const work = (name: string) => async () => {
    said.push(`${name} begins`);
    await new Promise<void>((resolve) => open.set(name, resolve));
    said.push(`${name} ends`);
  };

  const [one, two] = [rest.together(work('one')), rest.together(work('two'))];
  const alone = rest.alone(work('alone'));
  const three = rest.together(work('three'));
  for (const name of ['two', 'one', 'alone', 'three']) {
    while (!open.has(name)) await Promise.resolve();
    open.get(name)?.();
  }
  await Promise.all([one, two, alone, three]);

  expect(said).toEqual([
    ...['one begins', 'two begins', 'two ends', 'one ends'],
    ...['alone begins', 'alone ends', 'three begins', 'three ends'],
  ]);
});

it('work that throws leaves the way free', async () => {
  const rest = restFor();
  const fails = () => Promise.reject(new Error('no'));

  await expect(rest.together(fails)).rejects.toThrow('no');
  await expect(rest.alone(fails)).rejects.toThrow('no');

  expect(await rest.together(async () => 'done')).toBe('done');
});

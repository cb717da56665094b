import { expect, it } from 'vitest';
import { shared } from './outbound-connect.ts';

it('asks once for a host however many wait for it, and again once there is an answer', async () => {
  const asked: string[] = [];
  const answers: (() => void)[] = [];
  const lookUp = shared((host) => {
    asked.push(host);
    return new Promise((resolve) => answers.push(() => resolve(['192.0.2.1'])));
  });

  const waiting = [lookUp('slow.acme.com'), lookUp('slow.acme.com'), lookUp('other.acme.com')];
  expect(asked).toEqual(['slow.acme.com', 'other.acme.com']);

  for (const answer of answers) answer();
  expect(await Promise.all(waiting)).toEqual([['192.0.2.1'], ['192.0.2.1'], ['192.0.2.1']]);
  void lookUp('slow.acme.com');
  expect(asked).toHaveLength(3);
});

it('passes a failure on to all who wait, and then asks again', async () => {
  let asked = 0;
  const lookUp = shared(async () => {
    asked += 1;
    throw new Error('not found');
  });

  const answers = await Promise.allSettled([lookUp('a'), lookUp('a')]);

  expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await expect(lookUp('a')).rejects.toThrow('not found');
  expect(asked).toBe(2);
});

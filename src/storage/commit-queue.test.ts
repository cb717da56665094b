import { describe, expect, it } from 'vitest';
import { type Change, insert } from '../domain/change.ts';
import { CommitQueue, type Commits } from './commit-queue.ts';

const fact = (id: string): Change => insert('facts', { id, value: '' });

/** A writer that takes `cost` milliseconds of a clock of its own for each change, and keeps what it was sent. */
function aWriter(cost = 0) {
  let now = 0;
  const sent: string[][] = [];
  const queue = new CommitQueue(
    async (commits: Commits) => {
      sent.push(commits.map((changes) => changes.map((c) => (c as { row: { id: string } }).row.id).join()));
      now += cost * commits.flat().length;
      return commits.map(() => 'done');
    },
    () => now,
  );
  return { queue, sent, pass: (ms: number) => void (now += ms) };
}

describe('the order of commits', () => {
  it('sends what was pushed in one turn together', async () => {
    const { queue, sent } = aWriter();
    await Promise.all([queue.push([fact('a')], 'call'), queue.push([fact('b')], 'call')]);
    expect(sent).toEqual([['a', 'b']]);
  });

  it('lets calls go after at most one batch of the others, however many of those wait', async () => {
    const { queue, sent } = aWriter();
    const big = (name: string) => Array.from({ length: 400 }, (_, i) => fact(`${name}${i}`));
    const others = ['x', 'y', 'z'].map((name) => queue.push(big(name), 'other'));
    const call = queue.push([fact('call')], 'call');
    await Promise.all([...others, call]);
    expect(sent.findIndex((batch) => batch[0] === 'call')).toBeLessThanOrEqual(1);
    expect(sent).toHaveLength(4);
  });

  it('gives the others about a quarter of the time while calls never end', async () => {
    const { queue, sent, pass } = aWriter(1);
    const spent = { calls: 0, others: 0 };
    let open = true;
    const keepPushing = async (rank: 'call' | 'other', changes: number) => {
      for (let i = 0; open; i++) {
        await queue.push(
          Array.from({ length: changes }, (_, n) => fact(`${rank}-${i}-${n}`)),
          rank,
        );
        spent[rank === 'call' ? 'calls' : 'others'] += changes;
        if (spent.calls > 4000) open = false;
      }
    };
    // The clock stands still while everybody waits for the timer, so time passes beside it.
    const ticking = setInterval(() => pass(1), 1);
    await Promise.all([keepPushing('call', 4), keepPushing('call', 4), keepPushing('other', 20)]);
    clearInterval(ticking);
    const share = spent.others / (spent.calls + spent.others);
    expect(share).toBeGreaterThan(0.15);
    expect(share).toBeLessThan(0.35);
    expect(sent.length).toBeGreaterThan(100);
  });

  it('lets the others go at once when no call comes', async () => {
    const { queue, sent, pass } = aWriter(1000);
    await queue.push([fact('a')], 'other');
    pass(10);
    await queue.push([fact('b')], 'other');
    expect(sent).toEqual([['a'], ['b']]);
  });

  it('fails what was sent together when the writer throws, and goes on', async () => {
    let broken = true;
    const queue = new CommitQueue(
      async (commits) => {
        if (broken) throw new Error('disk full');
        return commits.map(() => 'done');
      },
      () => 0,
    );
    await expect(queue.push([fact('a')], 'call')).rejects.toThrow('disk full');
    broken = false;
    expect(await queue.push([fact('b')], 'call')).toBe('done');
    await queue.idle();
    expect(queue.size).toBe(0);
  });
});

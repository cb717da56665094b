/** The checks find what they look for: each of these bugs, planted on purpose, breaks its invariant. */
import { expect, it } from 'vitest';
import type { Questions } from '../../src/app/ports/store.ts';
import type { Change } from '../../src/domain/change.ts';
import { brokenBy, sending, storing } from './plant.ts';

it('I1: a call that is answered before it is on disk', async () => {
  let calls = 0;
  const broken = await brokenBy([], (deps) =>
    storing(deps, (store) => ({
      commit: (changes, rank) =>
        rank === 'call' && ++calls % 5 === 0 ? Promise.resolve('done') : store.commit(changes, rank),
    })),
  );

  expect(broken).toContain('I1');
});

it('I2: a destination that sends each message twice', async () => {
  const broken = await brokenBy([], (deps) =>
    sending(deps, (type) => async (...args) => {
      await type.send(...args);
      return type.send(...args);
    }),
  );

  expect(broken).toEqual(new Set(['I2']));
});

it('I3: a destination that sends again before it has an answer', async () => {
  const broken = await brokenBy(['weather'], (deps) =>
    sending(deps, (type) => async (...args) => {
      const [first] = await Promise.all([type.send(...args), type.send(...args)]);
      return first;
    }),
  );

  expect(broken).toContain('I3');
});

it('I4: a flush that does not see which messages are on their way', async () => {
  const hide = <Q extends keyof Questions>(question: Q, answer: Questions[Q]['answer']) => {
    if (question === 'dueGroups') {
      const due = answer as Questions['dueGroups']['answer'];
      const slice = { ...due.rows.slice, openDeliveries: [] };
      return { ...due, rows: { ...due.rows, slice } } as Questions[Q]['answer'];
    }
    return answer;
  };
  const broken = await brokenBy(['weather'], (deps) =>
    storing(deps, (store) => ({
      ask: async (question, args) => hide(question, await store.ask(question, args)),
    })),
  );

  expect(broken).toContain('I4');
});

it('I5: an acknowledge that leaves the pages which wait to be sent', async () => {
  const isTakenBack = (change: Change) =>
    change.op === 'update' &&
    change.table === 'deliveries' &&
    change.set.detail?.endsWith('has acknowledged') === true;
  const broken = await brokenBy(['weather', 'acks'], (deps) =>
    storing(deps, (store) => ({
      commit: (changes, rank) =>
        store.commit(
          changes.filter((change) => !isTakenBack(change)),
          rank,
        ),
    })),
  );

  expect(broken).toContain('I5');
});

it('I6: a start that does not free what the process before it was sending', async () => {
  const broken = await brokenBy(['crash'], (deps) =>
    storing(deps, (store) => ({
      ask: (question, args) =>
        question === 'abandonedClaims' ? Promise.resolve([] as never) : store.ask(question, args),
    })),
  );

  expect(broken).toContain('I6');
});

it('I1 or I6: a start that does not look whether the clock was set', async () => {
  const broken = await brokenBy(['crash', 'clock'], (deps) =>
    storing(deps, (store) => ({
      ask: (question, args) =>
        question === 'fact' ? Promise.resolve(undefined as never) : store.ask(question, args),
    })),
  );

  expect(broken.has('I1') || broken.has('I6')).toBe(true);
});

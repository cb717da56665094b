/** The checks find what they look for: each of these bugs, planted on purpose, breaks its invariant. */
import { expect, it } from 'vitest';
import type { Questions } from '../../src/app/ports/store.ts';
import type { Change } from '../../src/domain/change.ts';
import type { PipelineDeps } from '../../src/pipeline-loops.ts';
import type { FaultKind } from './faults.ts';
import { firstBreach, newSimulator } from './simulate.ts';
import { brokenBy, sending, storing } from './plant.ts';

const simulate = await newSimulator();

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
  expect(await brokenBy(['weather', 'acks'], leavingPages, { seeds: 100 })).toContain('I5');
});

function leavingPages(deps: PipelineDeps): PipelineDeps {
  const isTakenBack = (change: Change) =>
    change.op === 'update' &&
    change.table === 'deliveries' &&
    change.set.detail?.endsWith('has acknowledged') === true;
  return storing(deps, (store) => ({
    commit: (changes, rank) =>
      store.commit(
        changes.filter((change) => !isTakenBack(change)),
        rank,
      ),
  }));
}

it('I5: … also within the seconds for which a slow disk holds up what had begun before', async () => {
  expect(await brokenBy(['slow-disk', 'acks'], leavingPages, { seeds: 100 })).toContain('I5');
});

it('I1: a message that says again what was given up before it, and not what has happened since', async () => {
  const broken = await brokenBy(
    ['refusals'],
    (deps) => {
      const givenUp = new Map<string, string>();
      return sending(deps, (type) => async (payload, account, address, context) => {
        const place = `${context.threadKey} ${JSON.stringify(address)}`;
        const outcome = await type.send(givenUp.get(place) ?? payload, account, address, context);
        if (outcome.kind === 'refused') givenUp.set(place, payload);
        return outcome;
      });
    },
    { seeds: 100 },
  );

  expect(broken).toContain('I1');
});

it('I1: an alert that somebody resolved, and which does not open when it fails again', async () => {
  const broken = await brokenBy(['hands'], deafAfterResolving, { seeds: 100 });

  expect(broken).toContain('I1');
});

function deafAfterResolving(deps: PipelineDeps): PipelineDeps {
  const alertOf = new Map<string, string>();
  const resolved = new Set<string>();
  const spoilt = (changes: readonly Change[]): readonly Change[] => {
    for (const c of changes) {
      if (c.table !== 'incarnations') continue;
      if (c.op === 'insert') alertOf.set(c.row.id, c.row.alertId ?? '');
      if (c.op === 'update' && c.set.ending === 'resolved') resolved.add(alertOf.get(c.id) ?? '');
    }
    const opens = changes.some(
      (c) => c.op === 'insert' && c.table === 'incarnations' && resolved.has(c.row.alertId ?? ''),
    );
    return opens ? changes.filter(({ table }) => table === 'calls' || table === 'events') : changes;
  };
  return storing(deps, (store) => ({ commit: (changes, rank) => store.commit(spoilt(changes), rank) }));
}

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

/** A seed of four faults and sixteen happenings, of which two and a crash are enough. */
const LONG = 80;

it('a long history that fails is told as a short one, which fails when it is replayed', async () => {
  const spoil = (deps: PipelineDeps) =>
    storing(deps, (store) => ({
      ask: (question, args) =>
        question === 'abandonedClaims' ? Promise.resolve([] as never) : store.ask(question, args),
    }));

  const report = (await firstBreach(simulate, [LONG], { spoil })) ?? '';

  const [, seed, lines] = /^seed (\d+), faults: .*, (\d+) lines;/.exec(report) ?? [];
  const [, kept = '', without = ''] = /replay with: SEED=\d+ FAULTS=(\S*) WITHOUT=(\S*)/.exec(report) ?? [];
  const short = { faults: kept.split(',') as FaultKind[], without: without.split(',').map(Number), spoil };
  const again = await simulate(Number(seed), { ...short, traced: true });
  expect(again.breaches.map(({ invariant }) => invariant)).toContain('I6');
  expect(again.history.trace.length).toBeLessThan(Number(lines) / 3);
});

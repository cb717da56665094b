/** The checks of what has a time find what they look for: steps of an escalation, digests, words about silences. */
import { expect, it } from 'vitest';
import type { Questions } from '../../src/app/ports/store.ts';
import type { Change } from '../../src/domain/change.ts';
import { after, HOUR, type Millis } from '../../src/domain/time/instant.ts';
import type { PipelineDeps } from '../../src/pipeline-loops.ts';
import { brokenBy, storing } from './plant.ts';

function committing(
  deps: PipelineDeps,
  spoilt: (changes: readonly Change[]) => readonly Change[],
): PipelineDeps {
  return storing(deps, (store) => ({ commit: (changes, rank) => store.commit(spoilt(changes), rank) }));
}

/** The place in an escalation as a bug writes it. */
const misplacing = (next: (right: number) => number | undefined) => (changes: readonly Change[]) =>
  changes.map((change) => {
    if (change.op !== 'update' || change.table !== 'escalations' || change.set.next === undefined)
      return change;
    const { next: right, ...rest } = change.set;
    const wrong = next(right);
    return { ...change, set: wrong === undefined ? rest : { ...rest, next: wrong } };
  });

it('B6: an escalation that forgets which step it made', async () => {
  expect(
    await brokenBy([], (deps) =>
      committing(
        deps,
        misplacing(() => undefined),
      ),
    ),
  ).toContain('B6');
});

it('B6: an escalation that leaves a step out', async () => {
  const skips = misplacing((next) => (next === 1 ? 2 : next));

  expect(await brokenBy([], (deps) => committing(deps, skips))).toContain('B6');
});

/** How far digests were told, as a process reads it for the first time, or always. */
function misreading(deps: PipelineDeps, by: Millis, often: 'once' | 'always'): PipelineDeps {
  let read = 0;
  return storing(deps, (store) => ({
    ask: async (question, args) => {
      const answer = await store.ask(question, args);
      if (question !== 'digests' || (often === 'once' && read > 0)) return answer;
      const marks = answer as Questions['digests']['answer'];
      read += marks.length;
      return marks.map((mark) => ({ ...mark, until: after(mark.until, by) })) as unknown as typeof answer;
    },
  }));
}

it('D: a process that has forgotten which digest it made before it ended', async () => {
  expect(await brokenBy(['crash'], (deps) => misreading(deps, -HOUR, 'once'))).toContain('D');
});

/** When the clocks in Paris show the hour from two to three for the second time. */
const AGAIN = Date.UTC(2026, 9, 25, 1, 0);

it('D: a digest that comes again when its time of the day comes again in the night of winter time', async () => {
  const broken = await brokenBy(
    [],
    (deps) => {
      let again = false;
      return storing(deps, (store) => ({
        ask: async (question, args) => {
          const answer = await store.ask(question, args);
          if (question !== 'digests' || again || deps.clock.now() < AGAIN) return answer;
          // "02:34" is read as the later of the two, of which nothing was told yet.
          again = true;
          const marks = answer as Questions['digests']['answer'];
          return marks.map((mark) => ({
            ...mark,
            until: after(mark.until, -HOUR),
          })) as unknown as typeof answer;
        },
      }));
    },
    { autumn: true },
  );

  expect(broken).toEqual(new Set(['D']));
});

it('D: a digest that is never due', async () => {
  expect(await brokenBy([], (deps) => misreading(deps, HOUR, 'always'))).toContain('D');
});

/** Without the messages that say so. */
const unsaid = (reason: RegExp) => (changes: readonly Change[]) => {
  const lost = new Set(
    changes.flatMap((c) =>
      c.op === 'insert' && c.table === 'notifications' && reason.test(c.row.reason) ? [c.row.id] : [],
    ),
  );
  return changes.filter(
    (c) =>
      c.op !== 'insert' ||
      !(c.table === 'notifications'
        ? lost.has(c.row.id)
        : c.table === 'deliveries' && lost.has(c.row.notificationId)),
  );
};

it('S: a silence at whose end nobody hears what it held', async () => {
  expect(
    await brokenBy(['silences'], (deps) => committing(deps, unsaid(/^a silence .* is over$/))),
  ).toContain('S');
});

it('S: a silence of which nobody hears that it ends soon', async () => {
  const forgets = (deps: PipelineDeps) => committing(deps, unsaid(/^a silence .* ends soon$/));

  expect(await brokenBy(['silences'], forgets, { autumn: true })).toContain('S');
});

it('S: a digest that does not know what was silenced since', async () => {
  const early = (deps: PipelineDeps): PipelineDeps => {
    const first = deps.silences.current();
    return { ...deps, silences: { ...deps.silences, current: () => first } };
  };

  expect(await brokenBy(['silences'], early)).toContain('S');
});

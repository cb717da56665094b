/** What becomes of a refresh that nobody has decided: content fails and recovers by its habit. */
import { type Reason, notesOf } from './reasons.ts';
import type { Chance } from '../shared/seed.ts';
import type { Content, Outcome } from './world.ts';

export function outcomeByHabit(content: Content, chance: Chance): Outcome {
  const { habit } = content;
  switch (habit.kind) {
    case 'healthy':
      return { ok: true };
    case 'flaky':
      return chance.hit(habit.chance) ? failure(chance.pick(habit.reasons), content) : { ok: true };
    case 'broken':
      return failure(habit.reason, content);
    case 'spells': {
      const inSpell = content.badRuns > 0 && content.badRuns < habit.lasts;
      const begins = content.badRuns === 0 && content.goodRuns >= habit.every;
      return inSpell || begins ? failure(habit.reason, content) : { ok: true };
    }
  }
}

export function failure(reason: Reason, content: Pick<Content, 'name'>): Outcome {
  return { ok: false, notes: notesOf(reason, content.name) };
}

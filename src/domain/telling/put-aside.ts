/** An alert that a fault of ours stops does not take the message of the others with it: it is put aside, and that is said. */
import type { Briefing } from '../briefing/briefing.ts';
import { madeOfMost } from '../briefing/made-of-most.ts';
import { insert, update } from '../change.ts';
import type { Incarnation, Member } from '../records.ts';
import type { Circumstances, Draft } from '../step.ts';
import type { World } from '../world.ts';

/** `words` of all, or of those that have some by themselves. */
export function wordsForMost(
  draft: Draft,
  all: readonly Incarnation[],
  words: (some: readonly Incarnation[]) => Briefing,
  now: Circumstances,
): { readonly briefing: Briefing; readonly aside: ReadonlySet<string> } {
  const { made: briefing, faults } = madeOfMost(all, words);
  for (const [one, fault] of faults) putAside(draft, one, 'it cannot be put into words', fault, now);
  return { briefing, aside: new Set([...faults.keys()].map(({ id }) => id)) };
}

/** What was put aside is told to the operators, and to nobody else. */
export function isPutAside({ incarnations }: World, { incarnationId }: Member): boolean {
  return incarnations.get(incarnationId)?.stuck === true;
}

const LONGEST_REASON = 200;

/** `what` of it does not work, as a clause. */
export function putAside(
  draft: Draft,
  { id, version, stuck }: Incarnation,
  what: string,
  fault: unknown,
  now: Circumstances,
): void {
  if (stuck) return;
  const why = (fault instanceof Error ? fault.message : String(fault)).slice(0, LONGEST_REASON);
  draft.add(
    update('incarnations', id, { stuck: true, version: version + 1 }),
    insert('decisions', {
      ...{ id: now.nextId(), at: now.at, subject: 'incarnation', subjectId: id, destinationId: undefined },
      ...{ step: 'flush', answer: 'not-told', revision: now.policy.revision, path: undefined },
      reason: `put aside, for ${what}, which is a fault of Tabduty: ${why}`,
    }),
  );
}

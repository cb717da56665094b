/** An alert that cannot be put into words does not take the message of the others with it: it is put aside, and that is said. */
import type { Briefing } from '../briefing/briefing.ts';
import { insert, update } from '../change.ts';
import type { Incarnation } from '../records.ts';
import type { Circumstances, Draft } from '../step.ts';

/**
 * `words` of all, or of those that have some by themselves. It is a bug of ours when there are none for one; when there
 * are for none, it is thrown on.
 */
export function wordsForMost(
  draft: Draft,
  all: readonly Incarnation[],
  words: (some: readonly Incarnation[]) => Briefing,
  now: Circumstances,
): { readonly briefing: Briefing; readonly aside: ReadonlySet<string> } {
  try {
    return { briefing: words(all), aside: new Set() };
  } catch (error) {
    const faults = new Map(
      all.flatMap((one): [Incarnation, unknown][] => {
        const fault = faultOf(() => words([one]));
        return fault === undefined ? [] : [[one, fault]];
      }),
    );
    if (faults.size === 0 || faults.size === all.length) throw error;
    const briefing = words(all.filter((one) => !faults.has(one)));
    for (const [one, fault] of faults) putAside(draft, one, fault, now);
    return { briefing, aside: new Set([...faults.keys()].map(({ id }) => id)) };
  }
}

function faultOf(words: () => unknown): unknown {
  try {
    words();
    return undefined;
  } catch (error) {
    return error ?? 'it failed without a reason';
  }
}

const LONGEST_REASON = 200;

function putAside(
  draft: Draft,
  { id, version, stuck }: Incarnation,
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
      reason: `put aside, for it cannot be put into words, which is a fault of Tabduty: ${why}`,
    }),
  );
}

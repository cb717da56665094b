/** Makes inputs of what is stored, in its order: once, whatever number of configurations they are tried on. */
import { lookThatFound, observationOf, type PastEvent, type PastInput } from './past.ts';
import type { Instant } from '../time/instant.ts';
import { pastOutcomes } from './past-outcomes.ts';

export type PastInputs = {
  /** In the order in which they were taken in. */
  take(past: PastEvent): readonly PastInput[];
  /** What waits for more of its kind; to be asked for before anything that is none of these inputs. */
  rest(): PastInput | undefined;
};

/** `gaps`: when what was found was told as missed. */
export function pastInputs(gaps: readonly Instant[]): PastInputs {
  const missedAt = new Set<Instant>(gaps);
  const outcomes = pastOutcomes();
  /** What one look found, until something else comes. */
  let look: PastEvent[] = [];
  const rest = (): PastInput | undefined => {
    const [first] = look;
    if (first === undefined) return undefined;
    const past = look;
    look = [];
    const input = lookThatFound(
      past.map(({ event }) => event),
      outcomes.after,
      missedAt.has(first.event.receivedAt),
    );
    for (const { event } of past) outcomes.add(event);
    return input && { at: first.event.receivedAt, input, past };
  };
  const alone = (past: PastEvent): PastInput | undefined => {
    const { event } = past;
    const at = event.receivedAt;
    if (event.foundBy === 'tabduty') {
      const seen = observationOf(past);
      return seen && { at, input: { kind: 'observe', seen }, past: [past] };
    }
    // Copies were merged when they came: what is stored is said once.
    const input = { kind: 'event', event, outcomes: outcomes.after(event) } as const;
    outcomes.add(event);
    return { at, input, past: [past] };
  };
  return {
    take(past) {
      const { foundBy, source, receivedAt } = past.event;
      const first = look[0]?.event;
      const isFound = foundBy === 'catch-up';
      const isOfLook = isFound && first?.source === source && first.receivedAt === receivedAt;
      const before = isOfLook ? undefined : rest();
      if (isFound) look.push(past);
      const own = isFound ? undefined : alone(past);
      return [before, own].filter((input) => input !== undefined);
    },
    rest,
  };
}

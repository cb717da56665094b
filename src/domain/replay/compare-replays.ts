/** Lays what two configurations would have said beside each other, event by event, while they are replayed. */
import type { Instant } from '../time/instant.ts';
import type { PastEvent } from './past.ts';
import type { Ledger, ToldBy, Trace } from './replay-ledger.ts';

/** An event that a receiver or person hears of under one of the two alone. */
export type Difference = {
  readonly past: PastEvent;
  readonly receiver: string;
  /** When the first message goes out, and which route sends it. */
  readonly at: Instant;
  readonly by: ToldBy | undefined;
  readonly page: boolean;
  /** What becomes of it under the other one. */
  readonly instead: string;
};

export type Differences = {
  readonly count: number;
  readonly byReceiver: ReadonlyMap<string, number>;
  readonly examples: readonly Difference[];
};

const MOST_EXAMPLES = 20;
/** So many of one receiver, that no other is crowded out. */
const MOST_OF_ONE = 5;

export type Comparison = {
  /** Looks at what is over under both; what goes on waits. */
  settle(): void;
  readonly newly: Differences;
  readonly noLonger: Differences;
};

/** `names` says receivers that stand for a person as people know them. */
export function compareReplays(
  inForce: Ledger,
  changed: Ledger,
  countFrom: Instant,
  names: ReadonlyMap<string, string>,
): Comparison {
  const [newly, noLonger] = [collector(countFrom, names), collector(countFrom, names)];
  const compare = (eventId: string) => {
    const [a, b] = [inForce.take(eventId), changed.take(eventId)];
    noLonger.add(a, b);
    newly.add(b, a);
  };
  return {
    settle() {
      for (const id of [...inForce.finished()]) if (!changed.isOpen(id)) compare(id);
      for (const id of [...changed.finished()]) if (!inForce.isOpen(id)) compare(id);
    },
    newly: newly.found,
    noLonger: noLonger.found,
  };
}

function collector(countFrom: Instant, names: ReadonlyMap<string, string>) {
  const byReceiver = new Map<string, number>();
  const examples: Difference[] = [];
  const found = {
    count: 0,
    byReceiver,
    examples,
  };
  return {
    found: found as Differences,
    add(one: Trace | undefined, other: Trace | undefined) {
      if (one === undefined) return;
      for (const [receiver, { at, by, page }] of one.told) {
        if (at < countFrom || other?.told.has(receiver)) continue;
        const before = byReceiver.get(receiver) ?? 0;
        found.count += 1;
        byReceiver.set(receiver, before + 1);
        if (before < MOST_OF_ONE && examples.length < MOST_EXAMPLES)
          examples.push({ past: one.past, receiver, at, by, page, instead: fateOf(other, names) });
      }
    },
  };
}

/** For people. */
function fateOf(trace: Trace | undefined, names: ReadonlyMap<string, string>): string {
  if (trace === undefined) return 'no route asks for it';
  if (trace.told.size > 0)
    return `told to ${[...trace.told.keys()].map((receiver) => names.get(receiver) ?? receiver).join(', ')}`;
  if (!trace.isRouted) return 'no route takes it';
  if (trace.quiet === undefined && trace.digestOf !== undefined)
    return `waits for the next digest of ${trace.digestOf}`;
  if (trace.quiet === undefined && trace.goesOn) return 'not told yet';
  return trace.quiet === undefined ? 'over before it could be told' : `kept quiet: ${trace.quiet}`;
}

/** What a replay remembers of each item: its failures since its last success, for a success that comes late. */
import { catalogEntry } from '../events/event-catalog.ts';
import type { Event } from '../records.ts';

const MOST = 1000;
const NONE: readonly Event[] = [];

export type PastOutcomes = {
  /** Failures of the same item that were later than this, as far as they have been heard of. */
  after(event: Event): readonly Event[];
  add(event: Event): void;
};

export function pastOutcomes(): PastOutcomes {
  const failures = new Map<string, Event[]>();
  const after = (event: Event) => {
    const known = failures.get(keyOf(event));
    return known === undefined ? NONE : known.filter((f) => f.occurredAt > event.occurredAt);
  };
  return {
    after,
    add(event) {
      const key = keyOf(event);
      const meaning = catalogEntry(event.type)?.meaning;
      if (meaning === 'failed') {
        const known = failures.get(key);
        if (known === undefined) failures.set(key, [event]);
        else if (known.length < MOST) known.push(event);
      } else if (meaning === 'succeeded' || meaning === 'deleted') {
        const since = after(event);
        if (since.length === 0) failures.delete(key);
        else failures.set(key, [...since]);
      }
    },
  };
}

function keyOf({ source, luid }: Event): string {
  return `${source}|${luid}`;
}

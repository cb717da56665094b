/** What has been seen in many histories: a fault or a state that never occurs has not been tested. */
import { FAULTS } from './faults.ts';
import type { History } from './scene.ts';
import { rowsAtTheEnd } from './rows.ts';

const STATES: Readonly<Record<string, (h: History) => boolean>> = {
  'a message sent again': (h) => deliveries(h).some((d) => d.attempts > 1),
  'a process ended while it sent': (h) =>
    attempts(h).some((a) => a.detail === 'Tabduty ended while this attempt was under way'),
  'a message taken twice': (h) =>
    [...Map.groupBy(h.network.requests, (r) => r.deliveryId).values()].some(
      (of) => of.filter((r) => r.takenAt !== undefined).length > 1,
    ),
  'over before it could be told': (h) => suppressed(h, 'resolved before it could be told'),
  'a message given up': (h) => deliveries(h).some((d) => d.state === 'dead'),
  'told in place of another': (h) => deliveries(h).some((d) => d.resendOf !== undefined),
  'a call said twice': (h) => [...rowsAtTheEnd(h).calls.values()].some((c) => c.reading === 'duplicate'),
  'a late event': (h) => [...rowsAtTheEnd(h).events.values()].some((e) => e.effect === 'late'),
  'a second step': (h) => [...rowsAtTheEnd(h).escalations.values()].some((e) => e.next > 1),
  'a digest': (h) => reasons(h).some((r) => r.startsWith('it is time for the digest')),
  'a silence summed up': (h) => reasons(h).some((r) => r.endsWith('is over')),
  'the clock set while it did not run': (h) =>
    h.written.some((w) =>
      w.changes.some(
        (c) => c.op === 'put' && c.table === 'facts' && c.row.value.includes('"whileDown":true'),
      ),
    ),
  'deadlines moved': (h) => h.written.some((w) => w.changes.some((c) => c.op === 'shift')),
};

export class Census {
  readonly #seen = new Map<string, number>([...FAULTS, ...Object.keys(STATES)].map((name) => [name, 0]));
  #histories = 0;

  count(history: History): void {
    this.#histories += 1;
    const seen = [
      ...history.faults,
      ...Object.entries(STATES).flatMap(([name, isIn]) => (isIn(history) ? [name] : [])),
    ];
    for (const name of seen) this.#seen.set(name, (this.#seen.get(name) ?? 0) + 1);
  }

  /** Faults of fewer than one history in a hundred, and states of none. */
  rare(): readonly string[] {
    const least = (name: string) => (Object.hasOwn(STATES, name) ? 1 : this.#histories / 100);
    return [...this.#seen].flatMap(([name, n]) =>
      n < least(name) ? [`${name}: ${n} of ${this.#histories}`] : [],
    );
  }
}

function deliveries(h: History) {
  return [...rowsAtTheEnd(h).deliveries.values()];
}

function attempts(h: History) {
  return [...rowsAtTheEnd(h).attempts.values()];
}

function suppressed(h: History, why: string): boolean {
  return deliveries(h).some((d) => d.state === 'suppressed' && d.detail?.includes(why) === true);
}

function reasons(h: History): readonly string[] {
  return [...rowsAtTheEnd(h).notifications.values()].map(({ reason }) => reason);
}

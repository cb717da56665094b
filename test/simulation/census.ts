/** What has been seen in many histories: a fault or a state that never occurs has not been tested. */
import { FAULTS } from './faults.ts';
import type { History } from './scene.ts';
import { type Rows, rowsAtTheEnd } from './rows.ts';

const STATES: Readonly<Record<string, (rows: Rows, h: History) => boolean>> = {
  'a message sent again': (rows) => deliveries(rows).some((d) => d.attempts > 1),
  'a process ended while it sent': (rows) =>
    [...rows.attempts.values()].some((a) => a.detail === 'Tabduty ended while this attempt was under way'),
  'a message taken twice': (_rows, h) =>
    [...Map.groupBy(h.network.requests, (r) => r.deliveryId).values()].some(
      (of) => of.filter((r) => r.takenAt !== undefined).length > 1,
    ),
  'over before it could be told': (rows) => suppressed(rows, 'resolved before it could be told'),
  'a message given up': (rows) => deliveries(rows).some((d) => d.state === 'dead'),
  'told in place of another': (rows) => deliveries(rows).some((d) => d.resendOf !== undefined),
  'a call said twice': (rows) => [...rows.calls.values()].some((c) => c.reading === 'duplicate'),
  'a late event': (rows) => [...rows.events.values()].some((e) => e.effect === 'late'),
  'a second step': (rows) => [...rows.escalations.values()].some((e) => e.next > 1),
  'a digest': (rows) => reasons(rows).some((r) => r.startsWith('it is time for the digest')),
  'a silence summed up': (rows) => reasons(rows).some((r) => r.endsWith('is over')),
  'the clock set while it did not run': (_rows, h) =>
    h.written.some((w) =>
      w.changes.some(
        (c) => c.op === 'put' && c.table === 'facts' && c.row.value.includes('"whileDown":true'),
      ),
    ),
  'deadlines moved': (_rows, h) => h.written.some((w) => w.changes.some((c) => c.op === 'shift')),
};

export class Census {
  readonly #seen = new Map<string, number>([...FAULTS, ...Object.keys(STATES)].map((name) => [name, 0]));
  #histories = 0;

  count(history: History): void {
    this.#histories += 1;
    const rows = rowsAtTheEnd(history);
    const seen = [
      ...history.faults,
      ...Object.entries(STATES).flatMap(([name, isIn]) => (isIn(rows, history) ? [name] : [])),
    ];
    for (const name of seen) this.#seen.set(name, (this.#seen.get(name) ?? 0) + 1);
  }

  /** Faults and states of fewer than one history in a hundred. */
  rare(): readonly string[] {
    return [...this.#seen].flatMap(([name, n]) =>
      n < this.#histories / 100 ? [`${name}: ${n} of ${this.#histories}`] : [],
    );
  }
}

function deliveries({ deliveries: all }: Rows) {
  return [...all.values()];
}

function suppressed(rows: Rows, why: string): boolean {
  return deliveries(rows).some((d) => d.state === 'suppressed' && d.detail?.includes(why) === true);
}

function reasons({ notifications }: Rows): readonly string[] {
  return [...notifications.values()].map(({ reason }) => reason);
}

/** I6: when faults have stopped, nothing waits any more that should not. */
import type { Breach, Rows } from './rows.ts';
import type { History } from './run.ts';

export function checkLiveness(h: History, rows: Rows): readonly Breach[] {
  const calls = [...rows.calls.values()].filter((c) => c.state !== 'done');
  const alerts = [...rows.incarnations.values()].filter((i) => i.stage === 'label' || i.stuck);
  const deliveries = [...rows.deliveries.values()].filter(
    (d) => d.state === 'pending' || d.state === 'claimed',
  );
  const groups = [...rows.groups.values()].filter((g) => g.stuck);
  return [
    ...calls.map((c) => `call ${c.id} is ${c.state}`),
    ...alerts.map((i) => `alert #${i.number} waits to be routed`),
    ...deliveries.map((d) => `delivery ${d.id} to ${d.destinationId} is ${d.state} (${d.detail})`),
    ...groups.map((g) => `group #${g.number} is stuck`),
    ...h.errors.map((e) => `unforeseen: ${e instanceof Error ? e.stack : String(e)}`),
  ].map((what) => ({ invariant: 'I6', what }));
}

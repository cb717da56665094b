/** I6: when faults have stopped, nothing waits any more that should not. */
import { MINUTE } from '../../src/domain/time/instant.ts';
import type { Breach, Rows } from './rows.ts';
import type { History } from './scene.ts';

export function checkLiveness(h: History, rows: Rows): readonly Breach[] {
  const calls = [...rows.calls.values()].filter((c) => c.state !== 'done');
  const alerts = [...rows.incarnations.values()].filter((i) => i.stage === 'label' || i.stuck);
  const fresh = madeSince(h, h.stage.now - MINUTE);
  const deliveries = [...rows.deliveries.values()].filter(
    (d) => (d.state === 'pending' || d.state === 'claimed') && !fresh.has(d.id),
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

/** An escalation goes on whatever else is quiet. */
function madeSince({ written }: History, since: number): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const { at, changes } of written)
    for (const change of changes)
      if (at >= since && change.op === 'insert' && change.table === 'deliveries') ids.add(change.row.id);
  return ids;
}

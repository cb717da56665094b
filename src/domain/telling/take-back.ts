/** Takes back a message that waits to be sent, because what it says has changed and nobody has seen it. */
import { type Change, remove, update } from '../change.ts';
import type { Delivery, Told } from '../records.ts';
import type { Draft } from '../step.ts';

/** Whether it is certain that nobody has seen anything of it; `rows` are what its destination was told of the group. */
export function isReplaceable(open: Delivery, rows: readonly Told[]): boolean {
  if (open.state !== 'pending') return false;
  const own = rows.filter((t) => t.notificationId === open.notificationId);
  return open.attempts === 0 || (own.length > 0 && own.every((t) => t.state === 'pending'));
}

/** What the destination was told is then as it was without the message. */
export function untell(draft: Draft, open: Delivery, rows: readonly Told[]): void {
  for (const row of rows.filter((t) => t.notificationId === open.notificationId && t.state === 'pending'))
    draft.add(
      row.as === 'resolved'
        ? update('told', row.id, { as: 'firing', state: 'told' })
        : remove('told', row.id),
    );
}

/** Stale when it was claimed in the meantime: then it may be on its way. */
export function suppressed({ id, claim }: Delivery, detail: string): Change {
  return update(
    'deliveries',
    id,
    { state: 'suppressed', dueAt: undefined, detail },
    { state: 'pending', claim },
  );
}

/** Which tables a commit leaves work in: rows that a loop must look at soon. Loops are woken by this and by nothing else. */
import type { Change } from './change.ts';
import { after, type Instant, MINUTE } from './time/instant.ts';
import type { TableName } from './records.ts';

/** What falls due later than this is found in time without a wake: every loop looks once a minute by itself. */
export const LOOK_EVERY = MINUTE;

export function workIn(changes: readonly Change[], now: Instant): ReadonlySet<TableName> {
  const soon = after(now, LOOK_EVERY);
  const tables = new Set<TableName>();
  /** A delivery that the same commit makes and claims waits for nobody. */
  const pending = { calls: new Set<string>(), deliveries: new Set<string>() };
  /** Table and id of what is due soon when all is done: a group that the same commit makes and tells waits for nobody either. */
  const due = new Map<string, TableName>();
  for (const change of changes) {
    const fields = fieldsOf(change);
    if (change.table === 'deliveries' || change.table === 'calls') {
      const id = change.op === 'update' ? change.id : String(fields?.['id']);
      if (fields?.['state'] === 'pending') pending[change.table].add(id);
      else if (fields?.['state'] !== undefined) pending[change.table].delete(id);
    } else if (change.table === 'groups' || change.table === 'incarnations' || change.table === 'reasons') {
      const key = `${change.table}/${change.op === 'update' ? change.id : String(fields?.['id'])}`;
      const dueAt = fields?.['dueAt'];
      if (typeof dueAt === 'number' && dueAt <= soon) due.set(key, change.table);
      else if (fields !== undefined && 'dueAt' in fields) due.delete(key);
      if (change.table === 'incarnations' && change.op === 'update' && saysHowItWent(fields))
        tables.add('reruns');
    } else tables.add(change.table);
  }
  for (const table of due.values()) tables.add(table);
  if (pending.calls.size > 0) tables.add('calls');
  if (pending.deliveries.size > 0) tables.add('deliveries');
  return tables;
}

/** An alert that failed again or ended says how its rerun went. */
function saysHowItWent(fields: Readonly<Record<string, unknown>> | undefined): boolean {
  return fields?.['lastAt'] !== undefined || fields?.['state'] === 'ended';
}

function fieldsOf(change: Change): Readonly<Record<string, unknown>> | undefined {
  switch (change.op) {
    case 'insert':
    case 'put':
      return change.row as unknown as Readonly<Record<string, unknown>>;
    case 'update':
      return change.set;
    case 'delete':
      return undefined;
    case 'shift':
      return { dueAt: 0, state: 'pending', id: '' };
  }
}

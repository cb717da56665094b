/** Answers the endpoint of the audit. */
import { listAudit } from '../../api/audit.ts';
import type { Store } from '../../app/ports/store.ts';
import { isoOf } from '../../domain/time/instant.ts';
import { type Handler, handler } from '../handler.ts';

export function auditHandlers({ store }: { readonly store: Pick<Store, 'ask'> }): readonly Handler[] {
  return [
    handler(listAudit, async ({ limit, before }) => {
      const rows = await store.ask('audit', { limit, ...(before === undefined ? {} : { before }) });
      const items = rows.map((row) => ({ ...row, at: isoOf(row.at) }));
      return { items, next: rows.length === limit ? rows.at(-1)?.id : undefined };
    }),
  ];
}

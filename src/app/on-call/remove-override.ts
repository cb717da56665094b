/** Takes back an override that was made at run time; what has been stays as it was recorded. */
import { insert, update } from '../../domain/change.ts';
import type { StoredOverride } from '../../domain/on-call/records.ts';
import { AppError, notFound } from '../errors.ts';
import { actText, type OverrideDeps } from './make-overrides.ts';

export async function removeOverride(
  { store, clock, ids }: Pick<OverrideDeps, 'store' | 'clock' | 'ids'>,
  { id, author }: { readonly id: string; readonly author: string },
): Promise<StoredOverride> {
  const found = await store.ask('override', { id });
  if (found === undefined) throw id.startsWith('document-') ? inDocument(id) : notFound('override', id);
  if (found.removedAt !== undefined) return found;
  const at = clock.now();
  await store.commit([
    update('overrides', id, { removedAt: at, removedBy: author }, { removedAt: undefined }),
    insert('audit', {
      id: ids.next(),
      at,
      actor: author,
      action: 'override remove',
      subject: found.schedule ?? 'every schedule',
      detail: `${id}: ${actText(found.act)}`,
    }),
  ]);
  return { ...found, removedAt: at, removedBy: author };
}

function inDocument(id: string): AppError {
  return new AppError('conflict', `${id} stands in the configuration`, {
    remedy: 'remove it there, from overrides: of its schedule',
  });
}

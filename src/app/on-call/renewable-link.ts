/** Links that one has or has not: each is of a generation, and a new generation makes those before it open nothing. */
import { insert, put } from '../../domain/change.ts';
import type { Instant } from '../../domain/time/instant.ts';
import type { Ids } from '../ports/ids.ts';
import type { Store } from '../ports/store.ts';

/** What the link opens. */
export type LinkKind = 'calendar' | 'on-call-page';

export type LinkOf = { readonly kind: LinkKind; readonly id: string };

export async function linkGeneration(
  { store }: { readonly store: Pick<Store, 'ask'> },
  { kind, id }: LinkOf,
): Promise<number> {
  return Number((await store.ask('fact', { id: `${kind}/${id}` }))?.value ?? 1);
}

/** The link that was given away opens nothing from now on. */
export async function renewLink(
  { store, ids }: { readonly store: Pick<Store, 'ask' | 'commit'>; readonly ids: Ids },
  link: LinkOf,
  { author, at }: { readonly author: string; readonly at: Instant },
): Promise<void> {
  const { kind, id } = link;
  const generation = (await linkGeneration({ store }, link)) + 1;
  await store.commit([
    put('facts', { id: `${kind}/${id}`, value: String(generation) }),
    insert('audit', {
      ...{ id: ids.next(), at, actor: author, action: `${kind} renew`, subject: id },
      detail: undefined,
    }),
  ]);
}

/** Every question that the store can be asked: name, arguments, answer. Lists have an order and a bound. */
import type { Fact, Hook, Revision, StoredSecret } from '../../domain/records.ts';

export type RevisionHead = Omit<Revision, 'text'>;

export type Questions = {
  /** The newest revision, or the one with this number. */
  readonly revision: { readonly args: { readonly number?: number }; readonly answer: Revision | undefined };
  /** Newest first. */
  readonly revisions: { readonly args: { readonly limit: number }; readonly answer: readonly RevisionHead[] };
  readonly secrets: { readonly args: Record<never, never>; readonly answer: readonly StoredSecret[] };
  readonly hooks: { readonly args: Record<never, never>; readonly answer: readonly Hook[] };
  readonly fact: { readonly args: { readonly id: string }; readonly answer: Fact | undefined };
};

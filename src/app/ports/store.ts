/** The store: it answers named questions and commits changes. No transaction crosses this port. */
import type { Change } from '../../domain/change.ts';
import type { TableName } from '../../domain/records.ts';
import type { Questions } from './questions.ts';

export type { Questions } from './questions.ts';

/** `stale`: a guard did not hold or a unique value was taken; nothing of it was written. Load and decide again. */
export type Committed = 'done' | 'stale';

/** A `call` is a POST that waits for its answer: it goes before everything else. */
export type CommitRank = 'call' | 'other';

export interface Store {
  ask<Q extends keyof Questions>(question: Q, args: Questions[Q]['args']): Promise<Questions[Q]['answer']>;
  /** All or nothing; `done` means that it is on disk. */
  commit(changes: readonly Change[], rank?: CommitRank): Promise<Committed>;
  /**
   * Called after a commit with the tables that it touched, and with those in which it left work that is due soon. Returns
   * the way to stop it.
   */
  onCommit(listener: (touched: ReadonlySet<TableName>, work: ReadonlySet<TableName>) => void): () => void;
}

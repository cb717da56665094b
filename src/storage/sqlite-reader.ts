/** A connection in the thread that asks, for long work that has a thread of its own. */
import type { Store } from '../app/ports/store.ts';
import { SqliteCore } from './sqlite-core.ts';

export function openSqliteReader(path: string): Pick<Store, 'ask'> & { close(): void } {
  const core = new SqliteCore(path, 'reader');
  return { ask: async (question, args) => core.ask(question, args), close: () => core.close() };
}

/** SQLite in this thread and in memory: the same statements as the real store, without its threads and its disk. */
import { onTestFinished } from 'vitest';
import type { Store } from '../../src/app/ports/store.ts';
import { workIn } from '../../src/domain/work.ts';
import { SqliteCore } from '../../src/storage/sqlite-core.ts';
import { statementOf } from '../../src/storage/write.ts';
import { NOON } from '../fixtures/records.ts';

export function memoryStore(): Store {
  const core = new SqliteCore(':memory:', 'writer');
  core.migrate();
  onTestFinished(() => core.close());
  const listeners = new Set<Parameters<Store['onCommit']>[0]>();
  return {
    onCommit(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    ask: async (question, args) => core.ask(question, args),
    async commit(changes) {
      const [result] = core.commitGroup([changes.map(statementOf)]);
      if (result !== 'done' && result !== 'stale') throw new Error(result?.bug);
      if (result === 'done')
        for (const tell of listeners) tell(new Set(changes.map((c) => c.table)), workIn(changes, NOON));
      return result;
    },
  };
}

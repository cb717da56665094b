/** SQLite in this thread and in memory: the same statements as the real store, without its threads and its disk. */
import { onTestFinished } from 'vitest';
import type { Store } from '../../src/app/ports/store.ts';
import { SqliteCore } from '../../src/storage/sqlite-core.ts';
import { statementOf } from '../../src/storage/write.ts';

export function memoryStore(): Store {
  const core = new SqliteCore(':memory:', 'writer');
  core.migrate();
  onTestFinished(() => core.close());
  return {
    onCommit: () => () => {},
    ask: async (question, args) => core.ask(question, args),
    async commit(changes) {
      const [result] = core.commitGroup([changes.map(statementOf)]);
      if (result !== 'done' && result !== 'stale') throw new Error(result?.bug);
      return result;
    },
  };
}

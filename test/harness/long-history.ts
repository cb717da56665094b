/** A data folder with very many failures of which none ever ends: a what-if of it takes long, and much memory. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { insert } from '../../src/domain/change.ts';
import { idFrom } from '../../src/domain/time/id-time.ts';
import { after, DAY, type Instant } from '../../src/domain/time/instant.ts';
import { openSqliteStore } from '../../src/storage/sqlite-store.ts';

const BATCH = 1000;

/** The last 20 days, until `end`; answers the file of the database. */
export async function storeFailures(data: string, failures: number, end: Instant): Promise<string> {
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const path = join(data, 'tabduty.db');
  const store = await openSqliteStore(path);
  for (let from = 0; from < failures; from += BATCH) {
    const some = Array.from({ length: Math.min(BATCH, failures - from) }, (_, i) => from + i);
    await store.commit(
      some.map((i) => insert('events', failure(i, after(end, -20 * DAY * (1 - i / failures))))),
    );
  }
  await store.close();
  return path;
}

function failure(i: number, at: Instant) {
  const time = after(at, -(at % 1));
  return {
    ...{ id: `${idFrom(time)}-7000-8000-${i.toString(16).padStart(12, '0')}`, source: 'acme' },
    ...{ type: 'DatasourceRefreshFailed', event: 'refresh-failed', contentType: 'datasource' as const },
    ...{ luid: `item-${i}`, name: `Item ${i}`, occurredAt: time, receivedAt: time, callId: `call-${i}` },
    ...{ identity: `acme|${i}`, copies: 1, effect: 'opened' as const, incarnationId: undefined },
    ...{ foundBy: 'webhook' as const, jobId: undefined },
  };
}

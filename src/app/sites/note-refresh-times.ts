/** Keeps how long refreshes took, as the job history is read. */
import { put } from '../../domain/change.ts';
import { refreshTimesId, withRuns } from '../../domain/sites/refresh-times.ts';
import type { RefreshRun } from '../../domain/tableau-records.ts';
import type { Store } from '../ports/store.ts';
import type { JobHead } from '../ports/tableau-jobs.ts';

export async function noteRefreshTimes(
  store: Pick<Store, 'ask' | 'commit'>,
  source: string,
  jobs: readonly JobHead[],
): Promise<void> {
  const runs = new Map<string, RefreshRun[]>();
  for (const { kind, status, title: name, startedAt, endedAt } of jobs) {
    const isRun = kind === 'refresh' && (status === 'success' || status === 'failed') && name !== '';
    if (!isRun || startedAt === undefined || endedAt === undefined || endedAt < startedAt) continue;
    runs.set(name, [...(runs.get(name) ?? []), [endedAt, endedAt - startedAt]]);
  }
  if (runs.size === 0) return;
  const known = await store.ask('refreshTimes', { source, names: [...runs.keys()] });
  const before = new Map(known.map(({ times }) => [times.id, times]));
  const changes = [...runs].flatMap(([name, own]) => {
    const row = withRuns(before.get(refreshTimesId(source, name)), { source, name }, own);
    return row === undefined ? [] : [put('refreshes', row)];
  });
  if (changes.length > 0) await store.commit(changes);
}

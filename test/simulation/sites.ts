/** A Tableau that is asked: the jobs behind the failures that it told of, visible after a while, and what went wrong. */
import { AppError } from '../../src/app/errors.ts';
import type { JobDetail, JobHead, JobQuery } from '../../src/app/ports/tableau-jobs.ts';
import type { TableauSite, TableauSites } from '../../src/app/ports/tableau.ts';
import type { Millis } from '../../src/domain/time/instant.ts';
import type { Stage } from './stage.ts';
import type { Said, Tableau } from './tableau.ts';

/** `notes`: the text that it gives for each failure. */
export type Explains = { readonly notes: string; readonly visibleAfter: Millis };

/** So long it thinks about each question. */
const THINKS = 200;

export function simulatedSites(
  stage: Stage,
  tableau: Tableau,
  { notes, visibleAfter }: Explains,
): TableauSites {
  const idOf = ({ item, occurredAt }: Said) => `job of ${item} at ${occurredAt}`;
  const failed = () =>
    tableau.said.filter((s) => s.outcome === 'Failed' && stage.trueTime() >= s.occurredAt + visibleAfter);
  const isWanted = (said: Said, query: JobQuery) =>
    (query.status === undefined || query.status === 'failed') &&
    (query.title === undefined || query.title === said.item) &&
    (query.notesHave === undefined || notes.includes(query.notesHave)) &&
    said.occurredAt >= (query.completedSince ?? 0) &&
    said.occurredAt <= (query.completedUntil ?? Infinity);
  const answer = <T>(give: () => T): Promise<T> => {
    const { life } = stage;
    return new Promise((resolve, reject) =>
      stage.after(
        THINKS,
        () => {
          try {
            resolve(give());
          } catch (error) {
            reject(error);
          }
        },
        life,
      ),
    );
  };
  const site: Pick<TableauSite, 'slug' | 'listJobs' | 'getJob' | 'listRefreshTasks' | 'downstreamOf'> = {
    slug: 'acme',
    listJobs: (query) =>
      answer(() => {
        const found = failed().filter((said) => isWanted(said, query));
        if (query.order !== 'oldest-first') found.reverse();
        const items = found.slice(0, query.most).map((said) => headOf(idOf(said), said));
        return { items, complete: items.length === found.length };
      }),
    getJob: (id) =>
      answer(() => {
        const said = failed().find((s) => idOf(s) === id);
        if (said === undefined) throw new AppError('not-found', `there is no ${id}`);
        return detailOf(id, said, notes);
      }),
    listRefreshTasks: () => answer(() => []),
    downstreamOf: () => answer(() => ({ kind: 'not-available', why: 'it is not simulated' })),
  };
  return { site: () => site as TableauSite };
}

function headOf(id: string, { item, occurredAt }: Said): JobHead {
  return {
    ...{ id, status: 'failed', jobType: 'refresh_extracts', kind: 'refresh', title: item, subtitle: '' },
    ...{ createdAt: occurredAt, startedAt: occurredAt, endedAt: occurredAt },
  };
}

function detailOf(id: string, { item, occurredAt }: Said, notes: string): JobDetail {
  return {
    ...{ id, type: 'RefreshExtract', finish: 'failed', notes, progress: 100 },
    subject: { kind: 'datasource', luid: item, name: item },
    ...{ createdAt: occurredAt, startedAt: occurredAt, completedAt: occurredAt },
  };
}

/** The job of a content that waits or runs in Tableau. */
import type { JobStatus } from '../ports/tableau-jobs.ts';
import type { TableauSite } from '../ports/tableau.ts';

/** Jobs are found by the content's name, which several may share. */
const MOST_LOOKED_AT = 10;

export async function jobUnderWay(
  site: TableauSite,
  { name, luid }: { readonly name: string; readonly luid: string },
): Promise<string | undefined> {
  if (luid === '') return undefined;
  for (const status of ['in-progress', 'pending'] satisfies readonly JobStatus[]) {
    const { items } = await site.listJobs({ status, title: name, most: MOST_LOOKED_AT });
    for (const { id, kind } of items)
      if (kind === 'refresh' && (await site.getJob(id)).subject?.luid === luid) return id;
  }
  return undefined;
}

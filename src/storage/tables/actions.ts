/** Columns of what Tabduty does in Tableau on somebody's behalf. */
import type { TableSpec } from '../column.ts';

export const reruns: TableSpec<'reruns'> = {
  name: 'reruns',
  columns: {
    id: 'text',
    incarnationId: 'text',
    source: 'text',
    actor: 'text',
    state: 'text',
    outcome: 'text?',
    detail: 'text?',
    failedAt: 'int',
    wantedAt: 'int',
    startedAt: 'int?',
    endedAt: 'int?',
    jobId: 'text?',
    holdsUntil: 'int?',
    dueAt: 'int?',
    tries: 'int',
    version: 'int',
  },
};

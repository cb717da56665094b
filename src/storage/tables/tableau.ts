/** Columns of what Tableau was asked: its inventory, and why refreshes failed. */
import type { TableSpec } from '../column.ts';

export const contents: TableSpec<'contents'> = {
  name: 'contents',
  columns: {
    id: 'text',
    source: 'text',
    contentType: 'text',
    luid: 'text',
    name: 'text',
    project: 'text?',
    owner: 'json',
    tags: 'json',
    url: 'text?',
    deletedAt: 'int?',
  },
};

export const reasons: TableSpec<'reasons'> = {
  name: 'reasons',
  columns: {
    id: 'text',
    source: 'text',
    occurredAt: 'int',
    dueAt: 'int?',
    tries: 'int',
    jobId: 'text?',
    notes: 'text',
    from: 'text?',
    cause: 'json?',
    knownAt: 'int?',
    consecutiveFailed: 'int?',
    nextRunAt: 'int?',
    lastSuccessAt: 'int?',
    impact: 'json?',
    version: 'int',
  },
};

export const refreshes: TableSpec<'refreshes'> = {
  name: 'refreshes',
  columns: { id: 'text', source: 'text', name: 'text', endedAt: 'int', runs: 'json' },
};

/** Columns of what the installation itself keeps: revisions, secrets, audit, small facts. */
import type { TableSpec } from '../column.ts';

export const revisions: TableSpec<'revisions'> = {
  name: 'revisions',
  columns: {
    id: 'text',
    number: 'int',
    at: 'int',
    author: 'text',
    note: 'text?',
    text: 'text',
    rotations: 'json?',
  },
};

export const secrets: TableSpec<'secrets'> = {
  name: 'secrets',
  columns: { id: 'text', sealed: 'blob', updatedAt: 'int', author: 'text' },
};

export const audit: TableSpec<'audit'> = {
  name: 'audit',
  columns: { id: 'text', at: 'int', actor: 'text', action: 'text', subject: 'text', detail: 'text?' },
};

export const facts: TableSpec<'facts'> = { name: 'facts', columns: { id: 'text', value: 'text' } };

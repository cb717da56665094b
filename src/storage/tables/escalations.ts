/** Columns of escalations, and of what people set for themselves. */
import type { TableSpec } from '../column.ts';

export const escalations: TableSpec<'escalations'> = {
  name: 'escalations',
  columns: {
    id: 'text',
    policy: 'json?',
    revision: 'int',
    state: 'text',
    startedAt: 'int',
    next: 'int',
    lastFiredAt: 'int?',
    hurry: 'bool',
    found: 'bool',
    nobody: 'text?',
    later: 'json',
    hopes: 'json',
    ack: 'json?',
    ackTold: 'json',
    version: 'int',
  },
};

export const switches: TableSpec<'switches'> = {
  name: 'switches',
  columns: {
    id: 'text',
    when: 'text',
    bySeverity: 'json',
    notUntil: 'int?',
    updatedAt: 'int',
    author: 'text',
  },
};

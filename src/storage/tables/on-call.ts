/** Columns of who is on call: overrides made at run time, and the shifts that were recorded. */
import type { TableSpec } from '../column.ts';

export const overrides: TableSpec<'overrides'> = {
  name: 'overrides',
  columns: {
    id: 'text',
    schedule: 'text?',
    startsAt: 'int',
    endsAt: 'int',
    act: 'json',
    reason: 'text?',
    author: 'text',
    madeAt: 'int',
    removedAt: 'int?',
    removedBy: 'text?',
  },
};

export const shifts: TableSpec<'shifts'> = {
  name: 'shifts',
  columns: {
    id: 'text',
    schedule: 'text',
    startsAt: 'int',
    who: 'json',
    revision: 'int',
    recordedAt: 'int',
  },
};

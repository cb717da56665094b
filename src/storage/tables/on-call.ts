/** Columns of who is on call: overrides made at run time, shifts that were recorded, handoffs that were told. */
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

export const digests: TableSpec<'digests'> = {
  name: 'digests',
  columns: {
    id: 'text',
    receiver: 'text',
    rule: 'json',
    until: 'int',
    number: 'int',
    dueAt: 'int?',
    said: 'text?',
    version: 'int',
  },
};

export const handoffs: TableSpec<'handoffs'> = {
  name: 'handoffs',
  columns: {
    id: 'text',
    toldUntil: 'int',
    people: 'json',
    nextAt: 'int?',
    dueAt: 'int?',
    said: 'text?',
    saidAt: 'int?',
  },
};

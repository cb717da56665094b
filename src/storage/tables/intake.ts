/** Columns of what came in: calls, events, and the ways in. */
import type { TableSpec } from '../column.ts';

export const calls: TableSpec<'calls'> = {
  name: 'calls',
  columns: {
    id: 'text',
    source: 'text',
    receivedAt: 'int',
    remote: 'text',
    contentType: 'text',
    userAgent: 'text',
    body: 'blob',
    state: 'text',
    tries: 'int',
    reading: 'text?',
    digest: 'text?',
    eventId: 'text?',
    remark: 'text?',
  },
};

export const events: TableSpec<'events'> = {
  name: 'events',
  columns: {
    id: 'text',
    source: 'text',
    type: 'text',
    event: 'text',
    contentType: 'text?',
    luid: 'text',
    name: 'text',
    occurredAt: 'int',
    receivedAt: 'int',
    callId: 'text?',
    identity: 'text',
    copies: 'int',
    effect: 'text',
    incarnationId: 'text?',
    foundBy: 'text',
    jobId: 'text?',
  },
};

export const hooks: TableSpec<'hooks'> = {
  name: 'hooks',
  columns: { id: 'text', hookId: 'text', generation: 'int', previousUntil: 'int?' },
};

export const watermarks: TableSpec<'watermarks'> = {
  name: 'watermarks',
  columns: { id: 'text', seenUntil: 'int', lastJobId: 'text?', lookedAt: 'int', version: 'int' },
};

/** Columns of notifications, their deliveries, attempts and lanes. */
import type { TableSpec } from '../column.ts';

export const notifications: TableSpec<'notifications'> = {
  name: 'notifications',
  columns: {
    id: 'text',
    groupId: 'text?',
    receiver: 'text',
    destinationId: 'text',
    kind: 'text',
    reason: 'text',
    at: 'int',
    revision: 'int',
    path: 'text',
    members: 'json',
    briefing: 'json',
  },
};

export const deliveries: TableSpec<'deliveries'> = {
  name: 'deliveries',
  columns: {
    id: 'text',
    notificationId: 'text',
    groupId: 'text?',
    destinationId: 'text',
    type: 'text',
    lane: 'text',
    state: 'text',
    createdAt: 'int',
    dueAt: 'int?',
    expiresAt: 'int',
    claim: 'int',
    claimedAt: 'int?',
    bootId: 'text?',
    attempts: 'int',
    threadKey: 'text',
    payload: 'text?',
    dropped: 'json?',
    handle: 'json?',
    detail: 'text?',
    resendOf: 'text?',
    page: 'bool',
  },
};

export const attempts: TableSpec<'attempts'> = {
  name: 'attempts',
  columns: {
    id: 'text',
    deliveryId: 'text',
    number: 'int',
    startedAt: 'int',
    endedAt: 'int',
    outcome: 'text',
    status: 'int?',
    detail: 'text?',
    retryAt: 'int?',
  },
};

export const lanes: TableSpec<'lanes'> = {
  name: 'lanes',
  columns: {
    id: 'text',
    recent: 'json',
    notBefore: 'int?',
    breaker: 'text',
    failures: 'int',
    failingSince: 'int?',
    brokenSince: 'int?',
    outageSince: 'int?',
    storms: 'json?',
    detail: 'text?',
    version: 'int',
  },
};

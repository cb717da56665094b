/** Columns of alerts, their incarnations, groups and what was told of them. */
import type { TableSpec } from '../column.ts';

export const alerts: TableSpec<'alerts'> = {
  name: 'alerts',
  columns: {
    id: 'text',
    source: 'text',
    condition: 'text',
    contentType: 'text?',
    luid: 'text',
    name: 'text',
    lastOutcome: 'text',
    lastOutcomeAt: 'int',
    lastCallId: 'text?',
    lastSuccessAt: 'int?',
    streak: 'int',
    openIncarnationId: 'text?',
    changes: 'json?',
    version: 'int',
  },
};

export const incarnations: TableSpec<'incarnations'> = {
  name: 'incarnations',
  columns: {
    id: 'text',
    number: 'int',
    kind: 'text',
    alertId: 'text?',
    source: 'text',
    condition: 'text',
    contentType: 'text?',
    luid: 'text',
    name: 'text',
    labels: 'json',
    trouble: 'json?',
    firstEventId: 'text',
    lastEventId: 'text',
    openedAt: 'int',
    lastAt: 'int',
    changes: 'json?',
    changedAt: 'int?',
    streak: 'int',
    state: 'text',
    ending: 'text?',
    endedAt: 'int?',
    stage: 'text',
    unrouted: 'bool',
    dueAt: 'int?',
    tries: 'int',
    stuck: 'bool',
    version: 'int',
  },
};

export const groups: TableSpec<'groups'> = {
  name: 'groups',
  columns: {
    id: 'text',
    routeId: 'text',
    groupKey: 'text',
    number: 'int',
    state: 'text',
    settings: 'json',
    openedAt: 'int',
    firstDueAt: 'int',
    endedAt: 'int?',
    dueAt: 'int?',
    acknowledged: 'bool',
    tries: 'int',
    stuck: 'bool',
    version: 'int',
  },
};

export const members: TableSpec<'members'> = {
  name: 'members',
  columns: {
    id: 'text',
    groupId: 'text',
    incarnationId: 'text',
    joinedAt: 'int',
    changedAt: 'int',
    state: 'text',
    quiet: 'json?',
  },
};

export const told: TableSpec<'told'> = {
  name: 'told',
  columns: {
    id: 'text',
    groupId: 'text',
    destinationId: 'text',
    incarnationId: 'text',
    state: 'text',
    as: 'text',
    notificationId: 'text',
    at: 'int',
  },
};

export const decisions: TableSpec<'decisions'> = {
  name: 'decisions',
  columns: {
    id: 'text',
    at: 'int',
    subject: 'text',
    subjectId: 'text',
    destinationId: 'text?',
    step: 'text',
    answer: 'text',
    reason: 'text',
    revision: 'int',
    path: 'text?',
  },
};

export const silences: TableSpec<'silences'> = {
  name: 'silences',
  columns: {
    id: 'text',
    matchers: 'json',
    from: 'int',
    until: 'int',
    author: 'text',
    reason: 'text',
    createdAt: 'int',
    endedBy: 'text?',
    replaces: 'text?',
    remindAt: 'int?',
    sumUpAt: 'int?',
  },
};

export const held: TableSpec<'held'> = {
  name: 'held',
  columns: { id: 'text', silenceId: 'text', receiver: 'text', incarnationId: 'text' },
};

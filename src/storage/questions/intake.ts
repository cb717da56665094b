/** Questions about what came in: pending calls, what triage needs, lists of calls and events. */
import { sql } from 'kysely';
import type { Questions } from '../../app/ports/questions.ts';
import type { Call } from '../../domain/records.ts';
import { type Answerer, prepared, query, type Row, type Rows, rowsTo, rowTo, sqlite } from '../question.ts';

const CALL_HEAD = [
  'id',
  'source',
  'receivedAt',
  'remote',
  'contentType',
  'userAgent',
  'state',
  'tries',
  'reading',
  'digest',
  'eventId',
  'remark',
] as const;

const callHeads = () =>
  sqlite
    .selectFrom('calls')
    .select(CALL_HEAD)
    .select((e) => e.fn<number>('length', ['body']).as('bytes'));

function toCallHead(row: Row): Questions['listCalls']['answer'][number] {
  const { body: _, ...head } = rowTo('calls', row);
  return { ...head, bytes: Number(row['bytes']) };
}

const pending = prepared<Questions['pendingCalls']['args']>((slots) =>
  sqlite
    .selectFrom('calls')
    .selectAll()
    .where('state', '=', sql.lit('pending'))
    .orderBy('id')
    .limit(slots.value('limit')),
);

export const pendingCalls: Answerer<'pendingCalls'> = {
  first: (args) => [pending(args)],
  read: ([calls]) => rowsTo('calls', calls),
};

type SliceArgs = Questions['triageSlice']['args'];

const firstCalls = prepared<SliceArgs>((slots) =>
  sqlite
    .selectFrom('calls')
    .select(['id', 'source', 'digest', 'eventId'])
    .where('digest', 'in', slots.list('digests'))
    .where('receivedAt', '>=', slots.value('receivedSince'))
    .where('reading', '=', sql.lit('event')),
);
const eventsByIdentity = prepared<SliceArgs>((slots) =>
  sqlite.selectFrom('events').selectAll().where('identity', 'in', slots.list('identities')),
);
const alertsById = prepared<SliceArgs>((slots) =>
  sqlite.selectFrom('alerts').selectAll().where('id', 'in', slots.list('alertIds')),
);
const lastNumber = prepared<SliceArgs>(() =>
  sqlite.selectFrom('incarnations').select((e) => e.fn.max('number').as('lastNumber')),
);

/** The same conditions as the partial index that finds them. */
const caughtEvents = prepared<{ readonly luids: readonly string[]; readonly since: number }>((slots) =>
  sqlite
    .selectFrom('events')
    .selectAll()
    .where('foundBy', '=', sql.lit('catch-up'))
    .where('copies', '=', sql.lit(0))
    .where('luid', 'in', slots.list('luids'))
    .where('occurredAt', '>=', slots.value('since')),
);

type Found = { readonly events: readonly string[]; readonly open: readonly string[] };

const eventsById = prepared<Found>((slots) =>
  sqlite.selectFrom('events').selectAll().where('id', 'in', slots.list('events')),
);
const incarnationsById = prepared<Found>((slots) =>
  sqlite.selectFrom('incarnations').selectAll().where('id', 'in', slots.list('open')),
);
const openGroupsOf = prepared<Found>((slots) =>
  sqlite
    .selectFrom('groups')
    .selectAll()
    .where(
      'id',
      'in',
      sqlite.selectFrom('members').select('groupId').where('incarnationId', 'in', slots.list('open')),
    )
    .where('state', '=', sql.lit('open')),
);
const membersOfOpen = prepared<Found>((slots) =>
  sqlite.selectFrom('members').selectAll().where('incarnationId', 'in', slots.list('open')),
);

const reasonsOfOpen = prepared<Found>((slots) =>
  sqlite.selectFrom('reasons').selectAll().where('id', 'in', slots.list('open')),
);

export const triageSlice: Answerer<'triageSlice'> = {
  first: (args) => [
    firstCalls(args),
    eventsByIdentity(args),
    alertsById(args),
    lastNumber(args),
    caughtEvents(args.caught ?? { luids: [], since: args.receivedSince }),
  ],
  more: ([calls, , alerts]) => {
    const found = {
      open: rowsTo('alerts', alerts).flatMap((a) => a.openIncarnationId ?? []),
      events: (calls ?? []).flatMap((c) => (c['event_id'] === null ? [] : String(c['event_id']))),
    };
    return [eventsById, incarnationsById, openGroupsOf, membersOfOpen, reasonsOfOpen].map((ask) =>
      ask(found),
    );
  },
  read: ([calls, byIdentity, alerts, last, caught, byCall, incarnations, groups, members, reasons]) => ({
    firstCalls: (calls ?? []).map(firstCall),
    events: [byIdentity, byCall, caught].flatMap((rows) => rowsTo('events', rows)),
    alerts: rowsTo('alerts', alerts),
    incarnations: rowsTo('incarnations', incarnations),
    groups: rowsTo('groups', groups),
    members: rowsTo('members', members),
    reasons: rowsTo('reasons', reasons),
    lastNumber: Number(last?.[0]?.['last_number'] ?? 0),
  }),
};

function firstCall(row: Row): Pick<Call, 'id' | 'source' | 'digest' | 'eventId'> {
  return {
    id: String(row['id']),
    source: String(row['source']),
    digest: String(row['digest']),
    eventId: row['event_id'] === null ? undefined : String(row['event_id']),
  };
}

export const outcomesSince: Answerer<'outcomesSince'> = {
  first: ({ source, luid, since, limit }) => [
    query(
      sqlite
        .selectFrom('events')
        .selectAll()
        .where('luid', '=', luid)
        .where('source', '=', source)
        .where('occurredAt', '>', since)
        .where('event', 'in', ['refresh-failed', 'refresh-succeeded'])
        .orderBy('occurredAt')
        .limit(limit),
    ),
  ],
  read: ([events]) => rowsTo('events', events),
};

export const listCalls: Answerer<'listCalls'> = {
  first: ({ limit, before, source, reading, state }) => {
    let calls = callHeads().orderBy('id', 'desc').limit(limit);
    if (before !== undefined) calls = calls.where('id', '<', before);
    if (source !== undefined) calls = calls.where('source', '=', source);
    if (reading !== undefined) calls = calls.where('reading', '=', reading);
    if (state !== undefined) calls = calls.where('state', '=', state);
    return [query(calls)];
  },
  read: ([calls]) => (calls ?? []).map(toCallHead),
};

export const call: Answerer<'call'> = {
  first: ({ id }) => [query(sqlite.selectFrom('calls').selectAll().where('id', '=', id))],
  read: ([calls]) => rowsTo('calls', calls)[0],
};

export const callsOfEvent: Answerer<'callsOfEvent'> = {
  first: ({ eventId, limit }) => [
    query(callHeads().where('eventId', '=', eventId).orderBy('id').limit(limit)),
  ],
  read: ([calls]) => (calls ?? []).map(toCallHead),
};

export const listEvents: Answerer<'listEvents'> = {
  first: ({ limit, before, source, event, effect, name }) => {
    let events = sqlite.selectFrom('events').selectAll().orderBy('id', 'desc').limit(limit);
    if (before !== undefined) events = events.where('id', '<', before);
    if (source !== undefined) events = events.where('source', '=', source);
    if (event !== undefined) events = events.where('event', '=', event);
    if (effect !== undefined) events = events.where('effect', '=', effect);
    if (name !== undefined) events = events.where('name', 'like', `%${name}%`);
    return [query(events)];
  },
  read: eventsIn,
};

export const event: Answerer<'event'> = {
  first: ({ id }) => [query(sqlite.selectFrom('events').selectAll().where('id', '=', id))],
  read: ([events]) => rowsTo('events', events)[0],
};

export const eventsOfIncarnation: Answerer<'eventsOfIncarnation'> = {
  first: ({ id, limit }) => [
    query(sqlite.selectFrom('events').selectAll().where('incarnationId', '=', id).orderBy('id').limit(limit)),
  ],
  read: eventsIn,
};

function eventsIn([events]: readonly Rows[]) {
  return rowsTo('events', events);
}

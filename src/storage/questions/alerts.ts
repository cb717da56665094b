/** Questions about alerts, their incarnations and decisions. */
import { sql } from 'kysely';
import { type Answerer, listed, query, rowsTo, sqlite } from '../question.ts';
import { dueIn, nextDueIn, nextDueOf } from '../waiting.ts';

const [waitingIncarnations, nextIncarnation] = [dueIn('incarnations'), nextDueOf('incarnations')];

export const dueIncarnations: Answerer<'dueIncarnations'> = {
  first: (args) => [waitingIncarnations(args), nextIncarnation(args)],
  read: ([rows, next]) => ({ rows: rowsTo('incarnations', rows), nextDue: nextDueIn(next) }),
};

export const openAlerts: Answerer<'openAlerts'> = {
  first: ({ limit }) => [
    query(
      sqlite
        .selectFrom('incarnations')
        .selectAll()
        .where('state', '=', sql.lit('open'))
        .where('kind', '=', 'alert')
        .orderBy('id', 'desc')
        .limit(limit),
    ),
  ],
  read: ([rows]) => rowsTo('incarnations', rows),
};

export const listIncarnations: Answerer<'listIncarnations'> = {
  first: ({ limit, before, source, state, unrouted, name, kind }) => {
    let found = sqlite.selectFrom('incarnations').selectAll().orderBy('id', 'desc').limit(limit);
    if (before !== undefined) found = found.where('id', '<', before);
    if (source !== undefined) found = found.where('source', '=', source);
    if (state !== undefined) found = found.where('state', '=', state);
    if (unrouted !== undefined) found = found.where('unrouted', '=', sql.lit(unrouted ? 1 : 0));
    if (name !== undefined) found = found.where('name', 'like', `%${name}%`);
    if (kind !== undefined) found = found.where('kind', '=', kind);
    return [query(found)];
  },
  read: ([rows]) => rowsTo('incarnations', rows),
};

export const incarnation: Answerer<'incarnation'> = {
  first: ({ id, number }) => {
    const found = sqlite.selectFrom('incarnations').selectAll();
    return [query(id === undefined ? found.where('number', '=', number ?? -1) : found.where('id', '=', id))];
  },
  read: ([rows]) => rowsTo('incarnations', rows)[0],
};

export const alert: Answerer<'alert'> = {
  first: ({ id }) => [query(sqlite.selectFrom('alerts').selectAll().where('id', '=', id))],
  read: ([rows]) => rowsTo('alerts', rows)[0],
};

export const membersOfIncarnation: Answerer<'membersOfIncarnation'> = {
  first: ({ id }) => [
    query(sqlite.selectFrom('members').selectAll().where('incarnationId', '=', id).orderBy('id').limit(1000)),
  ],
  read: ([rows]) => rowsTo('members', rows),
};

export const decisionsAbout: Answerer<'decisionsAbout'> = {
  first: ({ subjectIds, limit }) => [
    query(
      sqlite
        .selectFrom('decisions')
        .selectAll()
        .where('subjectId', 'in', listed(subjectIds))
        .orderBy('id')
        .limit(limit),
    ),
  ],
  read: ([rows]) => rowsTo('decisions', rows),
};

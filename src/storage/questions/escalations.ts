/** Questions about escalations, and about what people set for themselves. */
import { sql } from 'kysely';
import type { Questions, Standing } from '../../app/ports/questions.ts';
import { type Answerer, listed, prepared, query, rowsTo, sqlite } from '../question.ts';

export const switches: Answerer<'switches'> = {
  first: () => [query(sqlite.selectFrom('switches').selectAll().orderBy('id').limit(10_000))],
  read: ([rows]) => rowsTo('switches', rows),
};

const reachingNobody = prepared<Questions['pagesOfNobody']['args']>((slots) =>
  sqlite
    .selectFrom('escalations')
    .selectAll()
    .where('nobody', 'is not', null)
    .where('state', '=', sql.lit('running'))
    .limit(slots.value('limit')),
);

export const pagesOfNobody: Answerer<'pagesOfNobody'> = {
  first: (args) => [reachingNobody(args)],
  read: ([rows]) => rowsTo('escalations', rows),
};

export const standing: Answerer<'standing'> = {
  first: ({ incarnationIds }) => [
    query(
      sqlite
        .selectFrom('members')
        .leftJoin('escalations', (join) =>
          join
            .onRef('escalations.id', '=', 'members.groupId')
            .on('escalations.state', '=', sql.lit('acknowledged')),
        )
        .select(['members.incarnationId', 'members.quiet', 'escalations.ack'])
        .where('members.incarnationId', 'in', listed(incarnationIds))
        .orderBy('members.id')
        .limit(1000),
    ),
  ],
  read: ([rows]) =>
    (rows ?? []).map((row) => ({
      incarnationId: String(row['incarnation_id']),
      ack: typeof row['ack'] === 'string' ? (JSON.parse(row['ack']) as Standing['ack']) : undefined,
      quiet: typeof row['quiet'] === 'string' ? (JSON.parse(row['quiet']) as Standing['quiet']) : undefined,
    })),
};

export const unansweredGroups: Answerer<'unansweredGroups'> = {
  first: ({ destinationIds, limit }) => [
    query(
      sqlite
        .selectFrom('groups')
        .innerJoin('told', 'told.groupId', 'groups.id')
        .select(['told.groupId', 'told.destinationId'])
        .distinct()
        .where('groups.state', '=', sql.lit('open'))
        .where('groups.acknowledged', '=', sql.lit(0))
        .where('told.state', '=', sql.lit('told'))
        .where('told.as', '=', sql.lit('firing'))
        .where('told.destinationId', 'in', destinationIds)
        .orderBy('told.groupId', 'desc')
        .limit(limit),
    ),
  ],
  read: ([rows]) =>
    (rows ?? []).map((row) => ({
      groupId: String(row['group_id']),
      destinationId: String(row['destination_id']),
    })),
};

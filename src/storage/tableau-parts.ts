/** What Tableau said of some incarnations, as two queries that several questions share. */
import { type RawBuilder, sql } from 'kysely';
import type { TableauSays } from '../app/ports/questions.ts';
import { type Query, query, type Rows, rowsTo, sqlite } from './question.ts';

/** `ids` is a list or a selection of incarnations. */
export function saysOf(ids: RawBuilder<string>): readonly [reasons: Query, contents: Query] {
  // The id of a content item is as `contentId` in the domain writes it.
  const contentIds = sql<string>`(SELECT source || '/' || content_type || '/' || luid FROM incarnations WHERE id IN ${ids})`;
  return [
    query(sqlite.selectFrom('reasons').selectAll().where('id', 'in', ids)),
    query(sqlite.selectFrom('contents').selectAll().where('id', 'in', contentIds)),
  ];
}

export function readSays(reasons: Rows | undefined, contents: Rows | undefined): TableauSays {
  return { reasons: rowsTo('reasons', reasons), contents: rowsTo('contents', contents) };
}

/** What Tableau said of some incarnations, as two queries that several questions share. */
import { type RawBuilder, sql } from 'kysely';
import type { TableauSays } from '../app/ports/questions.ts';
import { prepared, type Query, type Rows, rowsTo, type Slots, sqlite } from './question.ts';

type Part<Args> = (args: Args) => Query;

/** `idsIn` is a list or a selection of incarnations. */
export function saysOf<Args extends object>(
  idsIn: (slots: Slots<Args>) => RawBuilder<string>,
): readonly [reasons: Part<Args>, contents: Part<Args>] {
  // The id of a content item is as `contentId` in the domain writes it.
  const contentsIn = (slots: Slots<Args>) =>
    sql<string>`(SELECT source || '/' || content_type || '/' || luid FROM incarnations WHERE id IN ${idsIn(slots)})`;
  return [
    prepared((slots) => sqlite.selectFrom('reasons').selectAll().where('id', 'in', idsIn(slots))),
    prepared((slots) => sqlite.selectFrom('contents').selectAll().where('id', 'in', contentsIn(slots))),
  ];
}

export function readSays(reasons: Rows | undefined, contents: Rows | undefined): TableauSays {
  return { reasons: rowsTo('reasons', reasons), contents: rowsTo('contents', contents) };
}

/** Questions about digests: how far each was told, and the groups of which there is something to say. */
import { sql } from 'kysely';
import { type Answerer, prepared, rowsTo, sqlite } from '../question.ts';

const marks = prepared(() => sqlite.selectFrom('digests').selectAll().orderBy('id').limit(sql.lit(10_000)));

export const digests: Answerer<'digests'> = {
  first: () => [marks({})],
  read: ([rows]) => rowsTo('digests', rows),
};

export const digestGroups: Answerer<'digestGroups'> = {
  first: ({ digest, voice, limit }) => [
    {
      // Of one that has ended what was said already, or was too little to be told, is no news.
      sql: `SELECT id FROM groups WHERE settings ->> '$.digest.id' = ? AND (state = 'open' OR EXISTS (
          SELECT 1 FROM members m WHERE m.group_id = groups.id
          AND coalesce(m.quiet ->> '$.rule', '') NOT IN ('after-failures', 'rerun-first')
          AND NOT EXISTS (SELECT 1 FROM told t WHERE t.id = m.group_id || '/' || ? || '/' || m.incarnation_id
            AND t."as" != 'firing')))
        ORDER BY id LIMIT ?`,
      binds: [digest, voice, limit],
    },
  ],
  read: ([rows]) => (rows ?? []).map((row) => String(row['id'])),
};

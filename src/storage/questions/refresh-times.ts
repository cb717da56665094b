/** Questions about how long refreshes took. What shares its name with other content is not surely one. */
import { type Answerer, rowsTo } from '../question.ts';

const NAMESAKES = `(SELECT count(*) FROM contents c
  WHERE c.source = r.source AND c.name = r.name AND c.deleted_at IS NULL)`;

export const refreshTimes: Answerer<'refreshTimes'> = {
  first: ({ source, names }) => [
    {
      sql: `SELECT r.*, ${NAMESAKES} AS namesakes FROM json_each(?) n JOIN refreshes r ON r.id = ? || '/' || n.value`,
      binds: [JSON.stringify(names), source],
    },
  ],
  read: ([rows]) => {
    const times = rowsTo('refreshes', rows);
    return times.map((row, i) => ({ times: row, isAlone: Number(rows?.[i]?.['namesakes'] ?? 0) <= 1 }));
  },
};

export const slowestRefreshes: Answerer<'slowestRefreshes'> = {
  first: ({ since, limit }) => [
    {
      sql: `SELECT r.* FROM refreshes r WHERE r.ended_at >= ? AND ${NAMESAKES} = 1
        ORDER BY (SELECT max(run.value ->> 1) FROM json_each(r.runs) run WHERE run.value ->> 0 >= ?) DESC, r.id
        LIMIT ?`,
      binds: [since, since, limit],
    },
  ],
  more: ([rows]) => [
    {
      sql: `SELECT c.* FROM json_each(?) j JOIN contents c
        ON c.source = j.value ->> 0 AND c.name = j.value ->> 1 AND c.deleted_at IS NULL`,
      binds: [JSON.stringify((rows ?? []).map((row) => [row['source'], row['name']]))],
    },
  ],
  read: ([rows, found]) => {
    const key = (of: { readonly source: string; readonly name: string }) =>
      JSON.stringify([of.source, of.name]);
    const contents = new Map(rowsTo('contents', found).map((content) => [key(content), content]));
    return rowsTo('refreshes', rows).flatMap((times) => {
      const content = contents.get(key(times));
      return content === undefined ? [] : [{ times, content }];
    });
  },
};

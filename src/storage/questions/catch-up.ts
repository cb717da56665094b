/** Questions of the catch-up: what arrived, which jobs are known, and how far the history has been compared. */
import { type Answerer, listed, query, rowsTo, sqlite } from '../question.ts';

export const outcomesWithoutJob: Answerer<'outcomesWithoutJob'> = {
  first: ({ source, since, until, limit }) => [
    query(
      sqlite
        .selectFrom('events')
        .selectAll()
        .where('source', '=', source)
        .where('occurredAt', '>=', since)
        .where('occurredAt', '<=', until)
        .where('jobId', 'is', null)
        .orderBy('occurredAt')
        .limit(limit),
    ),
  ],
  read: ([events]) => rowsTo('events', events),
};

export const jobsWithEvent: Answerer<'jobsWithEvent'> = {
  first: ({ source, jobIds }) => [
    query(
      sqlite
        .selectFrom('events')
        .select('jobId')
        .where('jobId', 'in', listed(jobIds))
        .where('source', '=', source),
    ),
  ],
  read: ([rows]) => (rows ?? []).map((row) => String(row['job_id'])),
};

export const watermark: Answerer<'watermark'> = {
  first: ({ source }) => [query(sqlite.selectFrom('watermarks').selectAll().where('id', '=', source))],
  read: ([rows]) => rowsTo('watermarks', rows)[0],
};

/** Refreshes that are run again: by whom, since when, and what became of it. */

export const reruns = `
CREATE TABLE reruns (
  id TEXT PRIMARY KEY, incarnation_id TEXT NOT NULL, source TEXT NOT NULL, actor TEXT NOT NULL, state TEXT NOT NULL,
  outcome TEXT, detail TEXT, failed_at INTEGER NOT NULL, wanted_at INTEGER NOT NULL, started_at INTEGER, ended_at INTEGER, job_id TEXT,
  holds_until INTEGER, due_at INTEGER, tries INTEGER NOT NULL, version INTEGER NOT NULL
) STRICT;
CREATE INDEX reruns_due ON reruns (due_at) WHERE due_at IS NOT NULL;
CREATE UNIQUE INDEX reruns_under_way ON reruns (incarnation_id) WHERE state <> 'ended';
CREATE INDEX reruns_incarnation ON reruns (incarnation_id);
`;

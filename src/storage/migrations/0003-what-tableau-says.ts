/** The inventory of the sites, and what Tableau says of each failure. */

export const whatTableauSays = `
CREATE TABLE contents (
  id TEXT PRIMARY KEY, source TEXT NOT NULL, content_type TEXT NOT NULL, luid TEXT NOT NULL, name TEXT NOT NULL,
  project TEXT, owner TEXT NOT NULL, tags TEXT NOT NULL, url TEXT, deleted_at INTEGER
) STRICT;
CREATE INDEX contents_source ON contents (source, id);

CREATE TABLE reasons (
  id TEXT PRIMARY KEY, source TEXT NOT NULL, occurred_at INTEGER NOT NULL, due_at INTEGER, tries INTEGER NOT NULL,
  job_id TEXT, notes TEXT NOT NULL, "from" TEXT, cause TEXT, known_at INTEGER, consecutive_failed INTEGER, next_run_at INTEGER,
  last_success_at INTEGER, impact TEXT, version INTEGER NOT NULL
) STRICT;
CREATE INDEX reasons_due ON reasons (due_at) WHERE due_at IS NOT NULL;
`;

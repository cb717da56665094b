/** How long the last refreshes of each content took, and a way from a name to the content. */

export const refreshTimes = `
CREATE TABLE refreshes (
  id TEXT PRIMARY KEY, source TEXT NOT NULL, name TEXT NOT NULL, ended_at INTEGER NOT NULL, runs TEXT NOT NULL
) STRICT;
CREATE INDEX refreshes_ended ON refreshes (ended_at);
CREATE INDEX contents_name ON contents (source, name) WHERE deleted_at IS NULL;
`;

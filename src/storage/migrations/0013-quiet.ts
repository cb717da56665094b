/** Quiet: silences that people make, and why a member of a group is kept quiet. */

export const quiet = `
ALTER TABLE members ADD COLUMN quiet TEXT;
CREATE TABLE silences (
  id TEXT PRIMARY KEY, matchers TEXT NOT NULL, "from" INTEGER NOT NULL, until INTEGER NOT NULL, author TEXT NOT NULL,
  reason TEXT NOT NULL, created_at INTEGER NOT NULL, ended_by TEXT, replaces TEXT
) STRICT;
CREATE INDEX silences_until ON silences (until);
`;

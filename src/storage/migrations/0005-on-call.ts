/** Who is on call: overrides, recorded shifts, and how rotations go on over revisions. */

export const onCall = `
CREATE TABLE overrides (
  id TEXT PRIMARY KEY, schedule TEXT, starts_at INTEGER NOT NULL, ends_at INTEGER NOT NULL, act TEXT NOT NULL,
  reason TEXT, author TEXT NOT NULL, made_at INTEGER NOT NULL, removed_at INTEGER, removed_by TEXT
) STRICT;
CREATE INDEX overrides_end ON overrides (ends_at) WHERE removed_at IS NULL;

CREATE TABLE shifts (
  id TEXT PRIMARY KEY, schedule TEXT NOT NULL, starts_at INTEGER NOT NULL, who TEXT NOT NULL,
  revision INTEGER NOT NULL, recorded_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX shifts_start ON shifts (schedule, starts_at);

ALTER TABLE revisions ADD COLUMN rotations TEXT;
`;

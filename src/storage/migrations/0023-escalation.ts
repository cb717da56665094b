/** Who is woken for a group and who has it, and what people set for themselves. */

export const escalation = `
ALTER TABLE groups ADD COLUMN acknowledged INTEGER NOT NULL DEFAULT 0;
ALTER TABLE deliveries ADD COLUMN page INTEGER NOT NULL DEFAULT 0;
CREATE TABLE escalations (
  id TEXT PRIMARY KEY, policy TEXT, revision INTEGER NOT NULL, state TEXT NOT NULL, started_at INTEGER NOT NULL,
  next INTEGER NOT NULL, last_fired_at INTEGER, hurry INTEGER NOT NULL, found INTEGER NOT NULL, nobody TEXT,
  later TEXT NOT NULL, hopes TEXT NOT NULL, ack TEXT, ack_told TEXT NOT NULL, version INTEGER NOT NULL
) STRICT;
CREATE INDEX escalations_nobody ON escalations (id) WHERE nobody IS NOT NULL AND state = 'running';
CREATE TABLE switches (
  id TEXT PRIMARY KEY, "when" TEXT NOT NULL, by_severity TEXT NOT NULL, not_until INTEGER, updated_at INTEGER NOT NULL,
  author TEXT NOT NULL
) STRICT;
`;

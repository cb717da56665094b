/** Tabduty's own troubles are alerts too: their events have no call, their objects no content type. */

export const ownTroubles = `
CREATE TABLE events_new (
  id TEXT PRIMARY KEY, source TEXT NOT NULL, type TEXT NOT NULL, event TEXT NOT NULL, content_type TEXT,
  luid TEXT NOT NULL, name TEXT NOT NULL, occurred_at INTEGER NOT NULL, received_at INTEGER NOT NULL,
  call_id TEXT, identity TEXT NOT NULL UNIQUE, copies INTEGER NOT NULL, effect TEXT NOT NULL,
  incarnation_id TEXT
) STRICT;
INSERT INTO events_new SELECT id, source, type, event, content_type, luid, name, occurred_at, received_at, call_id,
  identity, copies, effect, incarnation_id FROM events;
DROP TABLE events;
ALTER TABLE events_new RENAME TO events;
CREATE INDEX events_incarnation ON events (incarnation_id) WHERE incarnation_id IS NOT NULL;

CREATE TABLE alerts_new (
  id TEXT PRIMARY KEY, source TEXT NOT NULL, condition TEXT NOT NULL, content_type TEXT,
  luid TEXT NOT NULL, name TEXT NOT NULL, last_outcome TEXT NOT NULL, last_outcome_at INTEGER NOT NULL,
  last_call_id TEXT, last_success_at INTEGER, streak INTEGER NOT NULL, open_incarnation_id TEXT,
  version INTEGER NOT NULL
) STRICT;
INSERT INTO alerts_new SELECT id, source, condition, content_type, luid, name, last_outcome, last_outcome_at,
  last_call_id, last_success_at, streak, open_incarnation_id, version FROM alerts;
DROP TABLE alerts;
ALTER TABLE alerts_new RENAME TO alerts;
CREATE INDEX alerts_own_open ON alerts (condition) WHERE source = 'tabduty' AND open_incarnation_id IS NOT NULL;

ALTER TABLE lanes ADD COLUMN failing_since INTEGER;
ALTER TABLE incarnations ADD COLUMN trouble TEXT;
CREATE INDEX incarnations_stuck ON incarnations (id) WHERE stuck = 1;
CREATE INDEX groups_stuck ON groups (id) WHERE stuck = 1;
`;

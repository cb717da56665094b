/** The first schema. Never edited once released; a change is a new file. */

export const first = `
CREATE TABLE calls (
  id TEXT PRIMARY KEY, source TEXT NOT NULL, received_at INTEGER NOT NULL, remote TEXT NOT NULL,
  content_type TEXT NOT NULL, user_agent TEXT NOT NULL, body BLOB NOT NULL, state TEXT NOT NULL,
  tries INTEGER NOT NULL, reading TEXT, digest TEXT, event_id TEXT, remark TEXT
) STRICT;
CREATE INDEX calls_pending ON calls (id) WHERE state = 'pending';
CREATE INDEX calls_stuck ON calls (id) WHERE state = 'stuck';
CREATE INDEX calls_digest ON calls (digest, received_at) WHERE digest IS NOT NULL;
CREATE INDEX calls_event ON calls (event_id) WHERE event_id IS NOT NULL;

CREATE TABLE events (
  id TEXT PRIMARY KEY, source TEXT NOT NULL, type TEXT NOT NULL, event TEXT NOT NULL, content_type TEXT,
  luid TEXT NOT NULL, name TEXT NOT NULL, occurred_at INTEGER NOT NULL, received_at INTEGER NOT NULL,
  call_id TEXT NOT NULL, identity TEXT NOT NULL UNIQUE, copies INTEGER NOT NULL, effect TEXT NOT NULL,
  incarnation_id TEXT
) STRICT;
CREATE INDEX events_incarnation ON events (incarnation_id) WHERE incarnation_id IS NOT NULL;

CREATE TABLE alerts (
  id TEXT PRIMARY KEY, source TEXT NOT NULL, condition TEXT NOT NULL, content_type TEXT NOT NULL,
  luid TEXT NOT NULL, name TEXT NOT NULL, last_outcome TEXT NOT NULL, last_outcome_at INTEGER NOT NULL,
  last_call_id TEXT NOT NULL, last_success_at INTEGER, streak INTEGER NOT NULL, open_incarnation_id TEXT,
  version INTEGER NOT NULL
) STRICT;

CREATE TABLE incarnations (
  id TEXT PRIMARY KEY, number INTEGER NOT NULL UNIQUE, kind TEXT NOT NULL, alert_id TEXT, source TEXT NOT NULL,
  condition TEXT NOT NULL, content_type TEXT, luid TEXT NOT NULL, name TEXT NOT NULL, labels TEXT NOT NULL,
  first_event_id TEXT NOT NULL, last_event_id TEXT NOT NULL, opened_at INTEGER NOT NULL, last_at INTEGER NOT NULL,
  streak INTEGER NOT NULL, state TEXT NOT NULL, ending TEXT, ended_at INTEGER, stage TEXT NOT NULL,
  unrouted INTEGER NOT NULL, due_at INTEGER, tries INTEGER NOT NULL, stuck INTEGER NOT NULL, version INTEGER NOT NULL
) STRICT;
CREATE INDEX incarnations_due ON incarnations (due_at) WHERE due_at IS NOT NULL AND stuck = 0;
CREATE INDEX incarnations_open ON incarnations (id) WHERE state = 'open';
CREATE INDEX incarnations_unrouted ON incarnations (id) WHERE unrouted = 1;

CREATE TABLE groups (
  id TEXT PRIMARY KEY, route_id TEXT NOT NULL, group_key TEXT NOT NULL, number INTEGER NOT NULL,
  state TEXT NOT NULL, settings TEXT NOT NULL, opened_at INTEGER NOT NULL, ended_at INTEGER, due_at INTEGER,
  tries INTEGER NOT NULL, stuck INTEGER NOT NULL, version INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX groups_open ON groups (route_id, group_key) WHERE state = 'open';
CREATE INDEX groups_due ON groups (due_at) WHERE due_at IS NOT NULL AND stuck = 0;

CREATE TABLE members (
  id TEXT PRIMARY KEY, group_id TEXT NOT NULL, incarnation_id TEXT NOT NULL, joined_at INTEGER NOT NULL,
  state TEXT NOT NULL
) STRICT;
CREATE INDEX members_incarnation ON members (incarnation_id);
CREATE INDEX members_group ON members (group_id);

CREATE TABLE told (
  id TEXT PRIMARY KEY, group_id TEXT NOT NULL, destination_id TEXT NOT NULL, incarnation_id TEXT NOT NULL,
  state TEXT NOT NULL, "as" TEXT NOT NULL, notification_id TEXT NOT NULL, at INTEGER NOT NULL
) STRICT;
CREATE INDEX told_group ON told (group_id);

CREATE TABLE notifications (
  id TEXT PRIMARY KEY, group_id TEXT, receiver TEXT NOT NULL, destination_id TEXT NOT NULL, kind TEXT NOT NULL,
  reason TEXT NOT NULL, at INTEGER NOT NULL, revision INTEGER NOT NULL, path TEXT NOT NULL, members TEXT NOT NULL,
  briefing TEXT NOT NULL
) STRICT;
CREATE INDEX notifications_group ON notifications (group_id) WHERE group_id IS NOT NULL;

CREATE TABLE deliveries (
  id TEXT PRIMARY KEY, notification_id TEXT NOT NULL, group_id TEXT, destination_id TEXT NOT NULL,
  type TEXT NOT NULL, lane TEXT NOT NULL, state TEXT NOT NULL, created_at INTEGER NOT NULL, due_at INTEGER,
  expires_at INTEGER NOT NULL, claim INTEGER NOT NULL, claimed_at INTEGER, boot_id TEXT, attempts INTEGER NOT NULL,
  thread_key TEXT NOT NULL, payload TEXT, dropped TEXT, handle TEXT, detail TEXT, resend_of TEXT
) STRICT;
CREATE INDEX deliveries_due ON deliveries (lane, due_at, id) WHERE state = 'pending';
CREATE INDEX deliveries_claimed ON deliveries (id) WHERE state = 'claimed';
CREATE INDEX deliveries_dead ON deliveries (id) WHERE state = 'dead';
CREATE INDEX deliveries_group ON deliveries (group_id) WHERE group_id IS NOT NULL;
CREATE INDEX deliveries_notification ON deliveries (notification_id);

CREATE TABLE attempts (
  id TEXT PRIMARY KEY, delivery_id TEXT NOT NULL, number INTEGER NOT NULL, started_at INTEGER NOT NULL,
  ended_at INTEGER NOT NULL, outcome TEXT NOT NULL, status INTEGER, detail TEXT, retry_at INTEGER
) STRICT;
CREATE INDEX attempts_delivery ON attempts (delivery_id);

CREATE TABLE lanes (
  id TEXT PRIMARY KEY, recent TEXT NOT NULL, not_before INTEGER, breaker TEXT NOT NULL, failures INTEGER NOT NULL,
  broken_since INTEGER, detail TEXT, version INTEGER NOT NULL
) STRICT;

CREATE TABLE decisions (
  id TEXT PRIMARY KEY, at INTEGER NOT NULL, subject TEXT NOT NULL, subject_id TEXT NOT NULL, destination_id TEXT,
  step TEXT NOT NULL, answer TEXT NOT NULL, reason TEXT NOT NULL, revision INTEGER NOT NULL, path TEXT
) STRICT;
CREATE INDEX decisions_subject ON decisions (subject_id, id);

CREATE TABLE revisions (
  id TEXT PRIMARY KEY, number INTEGER NOT NULL UNIQUE, at INTEGER NOT NULL, author TEXT NOT NULL, note TEXT,
  text TEXT NOT NULL
) STRICT;
CREATE TABLE secrets (
  id TEXT PRIMARY KEY, sealed BLOB NOT NULL, updated_at INTEGER NOT NULL, author TEXT NOT NULL
) STRICT;
CREATE TABLE audit (
  id TEXT PRIMARY KEY, at INTEGER NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL, subject TEXT NOT NULL,
  detail TEXT
) STRICT;
CREATE TABLE hooks (
  id TEXT PRIMARY KEY, hook_id TEXT NOT NULL UNIQUE, generation INTEGER NOT NULL, previous_until INTEGER
) STRICT;
CREATE TABLE facts (id TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
`;

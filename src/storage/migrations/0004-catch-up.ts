/** What webhooks missed: how far each site's job history has been compared, and which events were found that way. */

export const catchUp = `
ALTER TABLE events ADD COLUMN found_by TEXT NOT NULL DEFAULT 'webhook';
ALTER TABLE events ADD COLUMN job_id TEXT;
UPDATE events SET found_by = 'tabduty' WHERE source = 'tabduty';
CREATE INDEX events_job ON events (job_id) WHERE job_id IS NOT NULL;
CREATE INDEX events_occurred ON events (source, occurred_at);
CREATE INDEX events_caught ON events (luid, occurred_at) WHERE found_by = 'catch-up' AND copies = 0;

CREATE TABLE watermarks (
  id TEXT PRIMARY KEY, seen_until INTEGER NOT NULL, last_job_id TEXT, looked_at INTEGER NOT NULL,
  version INTEGER NOT NULL
) STRICT;
`;

/** What silences kept quiet, and when that is told. */

export const held = `
ALTER TABLE silences ADD COLUMN remind_at INTEGER;
ALTER TABLE silences ADD COLUMN sum_up_at INTEGER;
CREATE INDEX silences_remind ON silences (remind_at) WHERE remind_at IS NOT NULL;
CREATE INDEX silences_sum_up ON silences (sum_up_at) WHERE sum_up_at IS NOT NULL;
CREATE TABLE held (
  id TEXT PRIMARY KEY, silence_id TEXT NOT NULL, receiver TEXT NOT NULL, incarnation_id TEXT NOT NULL
) STRICT;
CREATE INDEX held_silence ON held (silence_id);
CREATE INDEX held_incarnation ON held (incarnation_id);
`;

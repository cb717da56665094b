/** How far each receiver was told by its digests, and which groups they collect from. */

export const digests = `
CREATE TABLE digests (
  id TEXT PRIMARY KEY, receiver TEXT NOT NULL, rule TEXT NOT NULL, until INTEGER NOT NULL, number INTEGER NOT NULL,
  due_at INTEGER, said TEXT, version INTEGER NOT NULL
) STRICT;
CREATE INDEX groups_digest ON groups (settings ->> '$.digest.id', state) WHERE settings ->> '$.digest.id' IS NOT NULL;
`;

/** How far each schedule has told its handoffs. */

export const handoffs = `
CREATE TABLE handoffs (
  id TEXT PRIMARY KEY, told_until INTEGER NOT NULL, people TEXT NOT NULL, next_at INTEGER, due_at INTEGER, said TEXT,
  said_at INTEGER
) STRICT;
`;

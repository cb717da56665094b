/** Groups of many: when a group's first message is due, and when a member last changed. */

export const grouping = `
ALTER TABLE groups ADD COLUMN first_due_at INTEGER NOT NULL DEFAULT 0;
UPDATE groups SET first_due_at = opened_at;
ALTER TABLE members ADD COLUMN changed_at INTEGER NOT NULL DEFAULT 0;
UPDATE members SET changed_at = joined_at;
`;

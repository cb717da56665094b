/** Groups of many: when a group was first told anything of, and when a member last changed. */

export const grouping = `
ALTER TABLE groups ADD COLUMN first_flush_at INTEGER;
ALTER TABLE members ADD COLUMN changed_at INTEGER NOT NULL DEFAULT 0;
UPDATE members SET changed_at = joined_at;
`;

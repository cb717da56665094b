/** When an alert opened or ended by our own clock, which moves when that is set. */

export const clock = `
ALTER TABLE incarnations ADD COLUMN changed_at INTEGER;
`;

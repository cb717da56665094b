/** What destinations get too much of, on the lane that leads there. */

export const storms = `
ALTER TABLE lanes ADD COLUMN storms TEXT;
`;

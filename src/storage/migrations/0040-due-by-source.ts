/** What Tableau is to be asked about is found without what belongs to sites that are being asked. */

export const dueBySource = `
DROP INDEX reasons_due;
CREATE INDEX reasons_due ON reasons (due_at, source) WHERE due_at IS NOT NULL;
`;

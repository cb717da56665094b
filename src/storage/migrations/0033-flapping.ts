/** When alerts opened and recovered lately, for what flaps. */

export const flapping = `
ALTER TABLE alerts ADD COLUMN changes TEXT;
ALTER TABLE incarnations ADD COLUMN changes TEXT;
`;

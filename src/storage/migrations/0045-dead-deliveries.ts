/** When a delivery died, so that one that was given up after days is found as soon as it is. */

export const deadDeliveries = `
UPDATE deliveries SET expires_at = created_at WHERE state = 'dead';
CREATE INDEX deliveries_died ON deliveries (expires_at) WHERE state = 'dead';
`;

/** What was made in shadow mode is found by its time, however much was really sent. */
export const shadowIndex = `
CREATE INDEX deliveries_suppressed ON deliveries (created_at) WHERE state = 'suppressed';
`;

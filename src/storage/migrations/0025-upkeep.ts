/** What clean-up, the fall-back and the digest after an outage look for. */

export const upkeep = `
CREATE INDEX groups_ended ON groups (ended_at) WHERE state = 'ended';
CREATE INDEX incarnations_ended ON incarnations (ended_at) WHERE state = 'ended';
CREATE INDEX deliveries_resend ON deliveries (resend_of) WHERE resend_of IS NOT NULL;
CREATE INDEX overrides_all_end ON overrides (ends_at);
ALTER TABLE lanes ADD COLUMN outage_since INTEGER;
`;

/** Groups that are over and whose last messages are still on their way: what follows them is held behind these. */

export const closingGroups = `
CREATE INDEX groups_closing ON groups (route_id, group_key) WHERE state = 'closing';
`;

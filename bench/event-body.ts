/** Bodies as Tableau sends them, no two alike: each names another item, so that nothing is merged as a copy. */

export function eventBody(name: string, number: number): string {
  const luid = number.toString(16).padStart(12, '0');
  return JSON.stringify({
    resource: 'DATASOURCE',
    event_type: 'DatasourceRefreshFailed',
    resource_name: name,
    site_luid: 'f8dbec1d-2217-42b0-868a-229a2ff090bb',
    resource_luid: `d39a37f6-6d98-4692-a93b-${luid}`,
    created_at: new Date().toISOString(),
  });
}

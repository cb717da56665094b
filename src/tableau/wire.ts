/** The names on Tableau's wire that its REST API and webhooks fix: events, versions, error codes, header and namespace. */

export { atLeast, compareVersions } from '../domain/sites/rest-version.ts';

export const XML_NAMESPACE = 'http://tableau.com/api';
export const AUTH_HEADER = 'x-tableau-auth';
export const WEBHOOK_USER_AGENT = 'TableauWebhooks/1.0';
export const DEFAULT_PAGE_SIZE = 100;
export const MAX_PAGE_SIZE = 1000;

/**
 * The 22 events as Tableau documents them. `element` is the older `webhook-source` form; the two `Admin…` ones lack
 * "-source-", and `LabelDeleted` is printed with its own name in it.
 * https://help.tableau.com/current/developer/webhooks/en-us/docs/webhooks-events-payload.html
 */
export const EVENTS = [
  { name: 'DatasourceRefreshStarted', element: source('datasource-refresh-started'), resource: 'EXTRACTS' },
  {
    name: 'DatasourceRefreshSucceeded',
    element: source('datasource-refresh-succeeded'),
    resource: 'EXTRACTS',
  },
  { name: 'DatasourceRefreshFailed', element: source('datasource-refresh-failed'), resource: 'EXTRACTS' },
  { name: 'WorkbookRefreshStarted', element: source('workbook-refresh-started'), resource: 'EXTRACTS' },
  { name: 'WorkbookRefreshSucceeded', element: source('workbook-refresh-succeeded'), resource: 'EXTRACTS' },
  { name: 'WorkbookRefreshFailed', element: source('workbook-refresh-failed'), resource: 'EXTRACTS' },
  { name: 'DatasourceCreated', element: source('datasource-created'), resource: 'DATASOURCE' },
  { name: 'DatasourceUpdated', element: source('datasource-updated'), resource: 'DATASOURCE' },
  { name: 'DatasourceDeleted', element: source('datasource-deleted'), resource: 'DATASOURCE' },
  { name: 'WorkbookCreated', element: source('workbook-created'), resource: 'WORKBOOK' },
  { name: 'WorkbookUpdated', element: source('workbook-updated'), resource: 'WORKBOOK' },
  { name: 'WorkbookDeleted', element: source('workbook-deleted'), resource: 'WORKBOOK' },
  { name: 'ViewDeleted', element: source('view-deleted'), resource: 'VIEW' },
  { name: 'AdminPromoted', element: 'webhook-event-user-promoted-admin', resource: 'USER' },
  { name: 'AdminDemoted', element: 'webhook-event-user-demoted-admin', resource: 'USER' },
  { name: 'UserDeleted', element: source('user-deleted'), resource: 'USER' },
  { name: 'LabelCreated', element: source('label-created'), resource: 'DATASOURCE/WORKBOOK' },
  { name: 'LabelUpdated', element: source('label-updated'), resource: 'DATASOURCE/WORKBOOK' },
  { name: 'LabelDeleted', element: source('label-LabelDeleted'), resource: 'DATASOURCE/WORKBOOK' },
  { name: 'SiteCreated', element: source('site-created'), resource: 'SITE' },
  { name: 'SiteUpdated', element: source('site-updated'), resource: 'SITE' },
  { name: 'SiteDeleted', element: source('site-deleted'), resource: 'SITE' },
] as const;

export type EventName = (typeof EVENTS)[number]['name'];

/** First REST API version that knows a feature. 3.6 = 2019.4, 3.8 = 2020.2, 3.9 = 2020.3. */
export const SINCE = {
  serverInfo: '2.4',
  jobs: '2.6',
  jobList: '3.1',
  tasks: '2.6',
  refresh: '2.8',
  tokenSignIn: '3.6',
  webhooks: '3.6',
  webhookUpdate: '3.8',
  webhookEvent: '3.9',
  incrementalRefresh: '3.25',
} as const;

/** Error codes of the REST API that a client has to tell apart; the first three digits are the HTTP status. */
export const ERROR_CODE = {
  badRequest: '400000',
  badPageNumber: '400006',
  badPageSize: '400007',
  generic: '400031',
  unknownFilter: '400065',
  webhookUnknown: '400113',
  reasonWhileEnabled: '400127',
  notSignedIn: '401000',
  signInFailed: '401001',
  sessionInvalid: '401002',
  forbidden: '403004',
  siteUnknown: '404000',
  userUnknown: '404002',
  uriUnknown: '404003',
  projectUnknown: '404005',
  workbookUnknown: '404006',
  datasourceUnknown: '404004',
  jobUnknown: '404018',
  taskUnknown: '404016',
  invalidMethod: '405000',
  conflict: '409000',
  refreshNotAllowed: '409090',
  refreshAlreadyQueued: '409093',
  tooManyRequests: '429000',
  internal: '500000',
} as const;

/** `finishCode` of a job; it is missing while the job runs. */
export const FINISH_CODE = { success: '0', failed: '1', cancelled: '2', completed: '3' } as const;

/** The event that a name stands for: REST name or `webhook-source` element, upper and lower case alike. */
export function eventOf(nameOrElement: string): EventName | undefined {
  return BY_WORD.get(nameOrElement.toLowerCase());
}

export function elementOf(event: EventName): string {
  return EVENTS.find((known) => known.name === event)?.element ?? '';
}

export function resourceOf(event: EventName): string {
  return EVENTS.find((known) => known.name === event)?.resource ?? '';
}

const BY_WORD = new Map<string, EventName>(
  EVENTS.flatMap(({ name, element }) => [
    [name.toLowerCase(), name],
    [element.toLowerCase(), name],
  ]),
);
// The regular spelling of the one element that the documentation prints with a capital in it.
BY_WORD.set('webhook-source-event-label-deleted', 'LabelDeleted');

function source<T extends string>(words: T): `webhook-source-event-${T}` {
  return `webhook-source-event-${words}`;
}

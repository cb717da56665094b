/**
 * What Tableau's webhooks can say: all 22 events and what each means to an alert.
 * https://help.tableau.com/current/developer/webhooks/en-us/docs/webhooks-events-payload.html
 */

export type ContentType =
  | 'datasource'
  | 'workbook'
  | 'view'
  | 'user'
  | 'label'
  | 'site'
  | 'flow'
  | 'subscription';

/** `failed` opens an alert, `succeeded` and `deleted` end it, the others only tell something. */
export type Meaning = 'failed' | 'succeeded' | 'started' | 'deleted' | 'told';

export type CatalogEntry = {
  /** Tableau's own name, as in `event_type`. */
  readonly type: string;
  /** Our word, as in the label `event` and in a site's `events`. */
  readonly event: string;
  readonly contentType: ContentType;
  readonly meaning: Meaning;
  /** For people: "extract refresh failed". */
  readonly sentence: string;
};

function entry(
  type: string,
  event: string,
  contentType: ContentType,
  meaning: Meaning,
  sentence: string,
): CatalogEntry {
  return { type, event, contentType, meaning, sentence };
}

export const EVENT_CATALOG: readonly CatalogEntry[] = [
  entry('DatasourceRefreshStarted', 'refresh-started', 'datasource', 'started', 'extract refresh started'),
  entry(
    'DatasourceRefreshSucceeded',
    'refresh-succeeded',
    'datasource',
    'succeeded',
    'extract refresh succeeded',
  ),
  entry('DatasourceRefreshFailed', 'refresh-failed', 'datasource', 'failed', 'extract refresh failed'),
  entry('WorkbookRefreshStarted', 'refresh-started', 'workbook', 'started', 'extract refresh started'),
  entry(
    'WorkbookRefreshSucceeded',
    'refresh-succeeded',
    'workbook',
    'succeeded',
    'extract refresh succeeded',
  ),
  entry('WorkbookRefreshFailed', 'refresh-failed', 'workbook', 'failed', 'extract refresh failed'),
  entry('DatasourceCreated', 'datasource-created', 'datasource', 'told', 'data source created'),
  entry('DatasourceUpdated', 'datasource-updated', 'datasource', 'told', 'data source updated'),
  entry('DatasourceDeleted', 'datasource-deleted', 'datasource', 'deleted', 'data source deleted'),
  entry('WorkbookCreated', 'workbook-created', 'workbook', 'told', 'workbook created'),
  entry('WorkbookUpdated', 'workbook-updated', 'workbook', 'told', 'workbook updated'),
  entry('WorkbookDeleted', 'workbook-deleted', 'workbook', 'deleted', 'workbook deleted'),
  entry('ViewDeleted', 'view-deleted', 'view', 'told', 'view deleted'),
  entry('AdminPromoted', 'admin-promoted', 'user', 'told', 'user promoted to site administrator'),
  entry('AdminDemoted', 'admin-demoted', 'user', 'told', 'user demoted from site administrator'),
  entry('UserDeleted', 'user-deleted', 'user', 'told', 'user deleted'),
  entry('LabelCreated', 'label-created', 'label', 'told', 'label created'),
  entry('LabelUpdated', 'label-updated', 'label', 'told', 'label updated'),
  entry('LabelDeleted', 'label-deleted', 'label', 'told', 'label deleted'),
  entry('SiteCreated', 'site-created', 'site', 'told', 'site created'),
  entry('SiteUpdated', 'site-updated', 'site', 'told', 'site updated'),
  entry('SiteDeleted', 'site-deleted', 'site', 'told', 'site deleted'),
];

/** What no webhook says and Tableau's job history does. The names of the types are ours. */
const FOUND_CATALOG: readonly CatalogEntry[] = [
  entry('FlowRunFailed', 'flow-failed', 'flow', 'failed', 'flow run failed'),
  entry('FlowRunSucceeded', 'flow-succeeded', 'flow', 'succeeded', 'flow run succeeded'),
  entry('SubscriptionFailed', 'subscription-failed', 'subscription', 'failed', 'subscription was not sent'),
  entry(
    'SubscriptionSucceeded',
    'subscription-succeeded',
    'subscription',
    'succeeded',
    'subscription was sent',
  ),
  ...(['datasource', 'workbook'] as const).flatMap((content) => [
    entry(
      content === 'workbook' ? 'WorkbookBridgeRefreshFailed' : 'DatasourceBridgeRefreshFailed',
      'bridge-refresh-failed',
      content,
      'failed',
      'refresh through Tableau Bridge failed',
    ),
    entry(
      content === 'workbook' ? 'WorkbookRefreshCancelled' : 'DatasourceRefreshCancelled',
      'refresh-cancelled',
      content,
      'failed',
      'extract refresh was cancelled',
    ),
  ]),
];

/** Webhooks' events and what is found by asking. */
export const ALL_EVENTS: readonly CatalogEntry[] = [...EVENT_CATALOG, ...FOUND_CATALOG];

const BY_TYPE: ReadonlyMap<string, CatalogEntry> = new Map(ALL_EVENTS.map((e) => [e.type, e]));

export function catalogEntry(type: string): CatalogEntry | undefined {
  return BY_TYPE.get(type);
}

/** Tableau's names for what somebody wrote in `events:`, either our word or Tableau's name; empty when unknown. */
export function tableauTypesOf(word: string): readonly string[] {
  if (EVENT_CATALOG.some((e) => e.type === word)) return [word];
  return EVENT_CATALOG.filter((e) => e.event === word).map((e) => e.type);
}

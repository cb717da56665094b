/**
 * What Tableau's webhooks can say: all 22 events and what each means to an alert.
 * https://help.tableau.com/current/developer/webhooks/en-us/docs/webhooks-events-payload.html
 */

export type ContentType = 'datasource' | 'workbook' | 'view' | 'user' | 'label' | 'site';

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

const BY_TYPE: ReadonlyMap<string, CatalogEntry> = new Map(EVENT_CATALOG.map((e) => [e.type, e]));

export function catalogEntry(type: string): CatalogEntry | undefined {
  return BY_TYPE.get(type);
}

/** Tableau's names for what somebody wrote in `events:`, either our word or Tableau's name; empty when unknown. */
export function tableauTypesOf(word: string): readonly string[] {
  const own = BY_TYPE.get(word);
  if (own) return [own.type];
  return EVENT_CATALOG.filter((e) => e.event === word).map((e) => e.type);
}

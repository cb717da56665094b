/** What nobody outside Tableau knows for certain: each unknown is a switch, with the likeliest value as its default. */
import { WEBHOOK_USER_AGENT } from '../../tableau/wire.ts';
import {
  choice,
  file,
  flag,
  number,
  numbers,
  readFrom,
  text,
  type ValuesOf,
  valuesWith,
} from '../shared/switch.ts';

export const SWITCHES = {
  edition: choice(['cloud', 'server'], 'idle limit, schedule shape and Default site follow it'),
  restApiVersion: text('3.27', 'newest REST API version that is offered'),
  idleMinutes: number(0, 'minutes until an idle session ends; 0 = 120 on Cloud, 240 on Server'),
  sessionCode: choice(['401002', '401000'], 'answer to an expired, displaced or unknown session'),
  wrongSiteCode: choice(['403004', '401002'], 'answer to a token of another site'),
  podRedirect: text('', 'base URL of the pod that sign-ins are sent to with 301; empty = no redirect'),
  clockAheadMs: number(0, 'how far the clock in the Date of answers is ahead'),
  expiryHint: flag(true, 'sign-in answers carry estimatedTimeToExpiration'),
  webhookAnswer: choice(['both', 'event', 'source'], 'which of event and webhook-source answers carry'),
  emptyList: choice(['object', 'array', 'bare'], 'empty JSON list: {}, {"x":[]} or []'),
  singleItem: choice(['array', 'object'], 'JSON list of one item: an array or the item itself'),
  taskList: choice(['nested', 'flat'], 'JSON tasks: {"task":[..]} or [..]'),
  jsonNumbers: choice(['string', 'number'], 'how JSON answers spell numbers outside pagination'),
  plainHttp: choice(['refuse', 'loopback', 'allow'], 'http:// webhook URLs'),
  plainHttpCode: text('400000', 'error code for a refused http:// URL'),
  duplicateName: choice(['allow', 'refuse'], 'a second webhook of the same name'),
  unknownWebhook: choice(['400113', '404002'], 'code for a webhook id that does not exist'),
  updateStatus: choice(['201', '200'], 'status of a successful webhook update'),
  siteEventsOnCloud: choice(['refuse', 'allow'], 'SiteCreated and SiteUpdated webhooks on Cloud'),
  testBody: choice(['empty', 'object', 'event-type', 'full'], 'what the test call posts'),
  testMirror: flag(false, 'the test call answers with the status of the destination'),
  testStatusType: choice(['number', 'string'], 'JSON type of the status in a test result'),
  text: flag(true, 'deliveries carry the undocumented text'),
  oldResource: flag(false, 'refresh events say DATASOURCE or WORKBOOK instead of EXTRACTS'),
  contentType: text('application/json', 'Content-Type of deliveries'),
  userAgent: text(WEBHOOK_USER_AGENT, 'User-Agent of deliveries'),
  connectTimeoutMs: number(5000, 'time to connect to a destination'),
  readTimeoutMs: number(3000, 'time that a destination may be silent'),
  validCertificate: flag(true, 'destinations need a valid certificate'),
  caFile: file('PEM file of an additional certificate authority for destinations; empty = none'),
  followRedirects: flag(false, 'deliveries follow redirects'),
  only200: flag(false, 'only 200 counts as delivered, not every 2xx'),
  retryGapsMs: numbers([10_000, 60_000, 300_000], 'waits before the second, third and fourth attempt'),
  disableAfterEvents: number(
    1,
    'events in a row, all attempts failed, after which a webhook is disabled; 0 = never',
  ),
  disableReason: text(
    'Webhook disabled after 4 failed delivery attempts',
    'statusChangeReason of an auto-disable',
  ),
  deliveryDelayMs: number(0, 'wait before the first attempt'),
  reorderWithinMs: number(0, 'additional random wait up to this, so that deliveries overtake each other'),
  lossRate: number(0, 'share of deliveries that are never sent, 0 to 1'),
  duplicateRate: number(0, 'share of deliveries that are sent twice, 0 to 1'),
  queueMs: number(0, 'time that a job waits as Pending'),
  jobVisibleAfterMs: number(0, 'delay until a new job can be queried'),
  jobHistoryHours: number(0, 'age at which finished jobs vanish; 0 = kept'),
  bridgeEvents: flag(false, 'refreshes through Bridge send webhook events'),
  unknownFilter: choice(['refuse', 'ignore'], 'a filter field that is not known'),
  metadataApi: choice(
    ['on', 'off', 'building'],
    'whether the Metadata API answers, is turned off, or still builds its index',
  ),
  scheduleShape: choice(['edition', 'server', 'cloud', 'none'], 'shape of the schedule in tasks'),
  webpageUrl: flag(true, 'content carries webpageUrl'),
  suspendAfter: number(5, 'failures in a row after which a schedule is suspended; 0 = never'),
  refreshesPerHour: number(0, 'refresh starts by API per hour and site, then 429; 0 = no limit'),
  jobQueriesPerDay: number(0, 'job queries per 24 h and site, then 429; 0 = no limit'),
};

export type SwitchName = keyof typeof SWITCHES;
export type Switches = ValuesOf<typeof SWITCHES>;

export function switchesWith(overrides: Partial<Switches>): Switches {
  return valuesWith(SWITCHES, overrides);
}

export function readSwitch(name: string, value: string): { set: Partial<Switches> } | { sentence: string } {
  return readFrom(SWITCHES, name, value);
}

/** What can be wrong with Tabduty itself: every condition of the source "tabduty", and how it is said. */

type OwnConditionEntry = {
  /** What its object is: "lane", "site". */
  readonly what: string;
  /** While it holds: "messages do not get through". */
  readonly wrong: string;
  /** Once it is over: "messages get through again". */
  readonly right: string;
};

/** The source of Tabduty's own troubles. */
export const OWN_SOURCE = 'tabduty';

export const OWN_CONDITIONS = {
  'tabduty/delivery-dead': {
    what: 'destination',
    wrong: 'messages were given up',
    right: 'messages arrive again',
  },
  'tabduty/lane-broken': {
    what: 'destination',
    wrong: 'messages do not get through',
    right: 'messages get through again',
  },
  'tabduty/call-stuck': {
    what: 'part of Tabduty',
    wrong: 'something could not be handled and was put aside',
    right: 'nothing is put aside any more',
  },
  'tabduty/site-unreachable': {
    what: 'site',
    wrong: 'Tableau cannot be signed in to',
    right: 'Tableau can be signed in to again',
  },
  'tabduty/token-expiring': {
    what: 'site',
    wrong: 'the personal access token expires soon',
    right: 'the personal access token is good again',
  },
  'tabduty/token-shared': {
    what: 'site',
    wrong: 'another program signs in with the same token',
    right: 'nobody else signs in with the token any more',
  },
  'tabduty/webhooks': {
    what: 'site',
    wrong: 'the webhooks are not as declared',
    right: 'the webhooks are as declared again',
  },
  'tabduty/canary': {
    what: 'site',
    wrong: 'a call that Tableau was asked for did not come back',
    right: 'calls of Tableau arrive again',
  },
  'tabduty/nobody-paged': {
    what: 'escalation',
    wrong: 'a page finds nobody',
    right: 'pages find somebody again',
  },
  'tabduty/answers-unheard': {
    what: 'destination',
    wrong: 'acknowledges made there do not come back',
    right: 'acknowledges made there come back again',
  },
  // Not a trouble: what a marked page says, on a phone at night first of all.
  'tabduty/drill': {
    what: 'test',
    wrong: 'TEST – nobody needs to do anything',
    right: 'TEST is over',
  },
  'tabduty/disk-low': {
    what: 'disk',
    wrong: 'little room is left',
    right: 'there is room again',
  },
  'tabduty/clock-set': {
    what: 'machine',
    wrong: "the machine's clock was set",
    right: "the machine's clock has gone on steadily for an hour",
  },
  'tabduty/configuration': {
    what: 'configuration',
    wrong: 'the configuration has faults',
    right: 'the configuration has no faults any more',
  },
  'tabduty/nobody-on-call': {
    what: 'schedule',
    wrong: 'nobody is on call',
    right: 'somebody is on call again',
  },
} as const satisfies Readonly<Record<`tabduty/${string}`, OwnConditionEntry>>;

export type OwnCondition = keyof typeof OWN_CONDITIONS;

export function isOwnCondition(condition: string): condition is OwnCondition {
  return Object.hasOwn(OWN_CONDITIONS, condition);
}

export function ownCondition(condition: string): OwnConditionEntry | undefined {
  return isOwnCondition(condition) ? OWN_CONDITIONS[condition] : undefined;
}

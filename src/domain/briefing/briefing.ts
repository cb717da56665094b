/** A briefing: what a notification says, as versioned plain data that knows no destination. */
import type { Instant, Millis } from '../time/instant.ts';
import type { Severity } from '../routing/severity.ts';
import type { Untrusted } from './untrusted.ts';

export type BriefingKind =
  | 'firing'
  | 'update'
  | 'acknowledged'
  | 'recovered'
  | 'digest'
  | 'notice'
  | 'handoff'
  | 'test';

/** One alert or notice, as told. */
export type BriefingItem = {
  readonly name: Untrusted;
  /** "workbook", "data source"… */
  readonly what: string;
  /** "extract refresh failed" */
  readonly sentence: string;
  readonly state: 'firing' | 'resolved' | 'notice';
  /** When the latest thing happened. */
  readonly at: Instant;
  /** When it began to fail; for a notice the same as `at`. */
  readonly since: Instant;
  /** Failures in a row, 0 for a notice. */
  readonly streak: number;
  /** Length of the outage, once resolved. */
  readonly outage?: Millis;
  readonly project?: Untrusted;
  readonly owner?: Untrusted;
  readonly reason?: Untrusted;
  /** Only ever http(s). */
  readonly url?: string;
};

/** All are links (`acknowledge` to a page with that button); a destination that cannot link prints the address. */
export type BriefingAction = {
  readonly kind: 'open-in-tableau' | 'details' | 'acknowledge';
  readonly url: string;
  /** The link of one person, which need not ask who presses its buttons: a POST of the form `act=ack` is enough. */
  readonly ofPerson?: true;
};

/** A moment is written by the destination, in the zone and language of the briefing. */
export type BriefingFact = {
  readonly title: string;
  readonly value: Untrusted | string | { readonly at: Instant };
};

export type Briefing = {
  readonly v: 1;
  readonly kind: BriefingKind;
  /** Part of a drill: it goes its whole way, and nobody needs to do anything. */
  readonly drill?: true;
  /** The number people say aloud: "#42". */
  readonly number: number;
  /** From the route's template, else made from the first item. */
  readonly title: Untrusted;
  /** One line of our own words: "Extract refresh failed, 3rd time in a row". */
  readonly summary: string;
  readonly severity: Severity;
  /** Worst first; at most 20. */
  readonly items: readonly BriefingItem[];
  /** How many more there are than `items` shows. */
  readonly more: number;
  /** Site and the like; what stands in items is not repeated. */
  readonly facts: readonly BriefingFact[];
  /** The operator's own words from the route (may hold links of ours). */
  readonly note?: string;
  /** Whom to mention, from our own records only: by UPN in Teams, by member id in Slack. */
  readonly people: readonly { readonly name: string; readonly upn?: string; readonly slackId?: string }[];
  readonly actions: readonly BriefingAction[];
  readonly locale: string;
  /** IANA zone in which to print times. */
  readonly zone: string;
  /** Tableau's bytes (UTF-8) of the call behind a single item, for destinations that hand the original on. */
  readonly original?: Untrusted;
};

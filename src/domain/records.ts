/** The records that are stored: one type a table, as plain data. Links between them are ids. */
import type { Held, Quiet, Silence, Storm } from './quiet-records.ts';
import type { Escalation, PersonalSwitch } from './people-records.ts';
import type { Briefing } from './briefing/briefing.ts';
import type { ContentType } from './events/event-catalog.ts';
import type { GroupSettings } from './routing/group-settings.ts';
import type { DigestMark } from './quiet-records.ts';
import type { Instant } from './time/instant.ts';
import type { Labels } from './routing/labels.ts';
import type { Trouble } from './health/observation.ts';
import type { RecordedShift, StoredOverride, HandoffMark } from './on-call/records.ts';
import type { Outcome } from './delivery/outcome.ts';
import type { AuditEntry, Fact, Hook, Revision, StoredSecret } from './installation-records.ts';
import type { Watermark } from './events/watermark.ts';
import type { Content, Reason, RefreshTimes, Rerun } from './tableau-records.ts';

/** One POST as it came. Bytes and time never change; the rest says what became of it. */
export type Call = {
  readonly id: string;
  readonly source: string;
  readonly receivedAt: Instant;
  readonly remote: string;
  readonly contentType: string;
  readonly userAgent: string;
  readonly body: Uint8Array;
  readonly state: 'pending' | 'done' | 'stuck';
  readonly tries: number;
  readonly reading: CallReading | undefined;
  /** SHA-256 (hex) of the bytes; set for calls that became an event. */
  readonly digest: string | undefined;
  readonly eventId: string | undefined;
  /** Why it is not an event, or which part surprised us. */
  readonly remark: string | undefined;
};

export type CallReading = 'event' | 'duplicate' | 'test' | 'empty' | 'not-understood';

/** What an event did to the alert of its content item. */
export type EventEffect = 'opened' | 'repeated' | 'ended' | 'nothing-open' | 'late' | 'notice' | 'untold';

/** What a call or catch-up says. `identity` does not depend on the bytes. */
export type Event = {
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly event: string;
  readonly contentType: ContentType | undefined;
  readonly luid: string;
  readonly name: string;
  readonly occurredAt: Instant;
  readonly receivedAt: Instant;
  /** The call that said it; none for what Tabduty found out itself. */
  readonly callId: string | undefined;
  /** Source, type, luid and occurred second. */
  readonly identity: string;
  /** How many calls said it, the first included. */
  readonly copies: number;
  readonly effect: EventEffect;
  readonly incarnationId: string | undefined;
  /** `catch-up`: Tableau was asked, and no call had said it until then. */
  readonly foundBy: 'webhook' | 'catch-up' | 'tabduty';
  /** Tableau's job, once it is known. */
  readonly jobId: string | undefined;
};

/** A condition of one object over all time: its last outcome, its streak, and the incarnation that is open. */
export type Alert = {
  /** source/condition/content type/luid */
  readonly id: string;
  readonly source: string;
  readonly condition: string;
  readonly contentType: ContentType | undefined;
  readonly luid: string;
  readonly name: string;
  readonly lastOutcome: 'failed' | 'succeeded' | 'deleted';
  readonly lastOutcomeAt: Instant;
  /** Breaks a tie of two outcomes at one instant. */
  readonly lastCallId: string | undefined;
  readonly lastSuccessAt: Instant | undefined;
  /** Failures in a row up to the last outcome. */
  readonly streak: number;
  readonly openIncarnationId: string | undefined;
  /** When it opened or recovered lately, oldest first. */
  readonly changes?: readonly Instant[] | undefined;
  readonly version: number;
};

/** One opening of an alert, or one notice. */
export type Incarnation = {
  readonly id: string;
  /** Said aloud: "#42". */
  readonly number: number;
  /** `test`: a marked page that somebody asked for. It counts as nothing. */
  readonly kind: 'alert' | 'notice' | 'test';
  readonly alertId: string | undefined;
  readonly source: string;
  readonly condition: string;
  readonly contentType: ContentType | undefined;
  readonly luid: string;
  readonly name: string;
  readonly labels: Labels;
  /** What is wrong, when it is a trouble of Tabduty itself. */
  readonly trouble: Trouble | undefined;
  readonly firstEventId: string;
  readonly lastEventId: string;
  readonly openedAt: Instant;
  readonly lastAt: Instant;
  /** Those of its alert up to this opening. */
  readonly changes?: readonly Instant[] | undefined;
  /** When it opened or ended, by our own clock, which Tableau's may be ahead of: how long nothing changed counts from here. */
  readonly changedAt?: Instant | undefined;
  /** Failures in a row when last told of one. */
  readonly streak: number;
  readonly state: 'open' | 'ended';
  readonly ending: 'recovered' | 'deleted' | 'resolved' | undefined;
  readonly endedAt: Instant | undefined;
  /** `label` waits for facts until `dueAt`; `routed` has been given to its groups, or is unrouted. */
  readonly stage: 'label' | 'routed';
  readonly unrouted: boolean;
  readonly dueAt: Instant | undefined;
  readonly tries: number;
  readonly stuck: boolean;
  readonly version: number;
};

/** Alerts of one route told together, from the first firing to all resolved. Settings are those it began with. */
export type Group = {
  readonly id: string;
  readonly routeId: string;
  readonly groupKey: string;
  readonly number: number;
  /** `closing`: over, with messages of it still on their way; what fails anew begins another group. */
  readonly state: 'open' | 'closing' | 'ended';
  readonly settings: GroupSettings;
  readonly openedAt: Instant;
  /** When its first message is due; its clock ticks from here. */
  readonly firstDueAt: Instant;
  readonly endedAt: Instant | undefined;
  /** When it must be looked at next. */
  readonly dueAt: Instant | undefined;
  /** Somebody has it: it is not repeated, and looked at when something of it fails again. */
  readonly acknowledged: boolean;
  readonly tries: number;
  readonly stuck: boolean;
  readonly version: number;
};

/** An incarnation within a group. */
export type Member = {
  /** group/incarnation */
  readonly id: string;
  readonly groupId: string;
  readonly incarnationId: string;
  readonly joinedAt: Instant;
  /** When it joined, or resolved. */
  readonly changedAt: Instant;
  readonly state: 'firing' | 'resolved' | 'notice';
  /** Why it is not told of, while it fires; what was said last, once it resolved, or why that is held. */
  readonly quiet: { readonly rule: Quiet['rule']; readonly reason: string } | undefined;
};

/**
 * What a destination has been told of a member. `pending` until the delivery is accepted or may have been; `failed` when
 * it was given up.
 */
export type Told = {
  /** group/destination/incarnation */
  readonly id: string;
  readonly groupId: string;
  readonly destinationId: string;
  readonly incarnationId: string;
  readonly state: 'pending' | 'told' | 'failed';
  readonly as: 'firing' | 'resolved' | 'notice';
  readonly notificationId: string;
  readonly at: Instant;
};

/** The decision to notify one destination of a receiver about a group, with its reason and its content. */
export type Notification = {
  readonly id: string;
  readonly groupId: string | undefined;
  readonly receiver: string;
  readonly destinationId: string;
  readonly kind: Briefing['kind'];
  readonly reason: string;
  readonly at: Instant;
  readonly revision: number;
  readonly path: string;
  readonly members: readonly string[];
  readonly briefing: Briefing;
};

export type DeliveryState = 'pending' | 'claimed' | 'delivered' | 'suppressed' | 'dead';

/** What must arrive at one destination. */
export type Delivery = {
  readonly id: string;
  readonly notificationId: string;
  readonly groupId: string | undefined;
  readonly destinationId: string;
  readonly type: string;
  readonly lane: string;
  readonly state: DeliveryState;
  readonly createdAt: Instant;
  readonly dueAt: Instant | undefined;
  /** When it is given up at the latest; once it is dead, when it was. */
  readonly expiresAt: Instant;
  /** Rises with each claim; what a claim wants to write must still find its number. */
  readonly claim: number;
  readonly claimedAt: Instant | undefined;
  /** The start of the process that holds the claim; a later start frees it. */
  readonly bootId: string | undefined;
  readonly attempts: number;
  readonly threadKey: string;
  readonly payload: string | undefined;
  readonly dropped: readonly string[] | undefined;
  readonly handle: unknown;
  /** The last outcome, or why it is suppressed or dead, for people. */
  readonly detail: string | undefined;
  /** The delivery that this one repeats on request, or in whose place it goes out while that one's way does not work. */
  readonly resendOf: string | undefined;
  /** It wakes somebody: an acknowledge takes it back while it waits. */
  readonly page: boolean;
};

/** One try to send a delivery. */
export type Attempt = {
  readonly id: string;
  readonly deliveryId: string;
  readonly number: number;
  readonly startedAt: Instant;
  readonly endedAt: Instant;
  readonly outcome: Outcome['kind'];
  readonly status: number | undefined;
  readonly detail: string | undefined;
  readonly retryAt: Instant | undefined;
};

/** The one queue behind an address: what its windows have used, until when it waits, whether its breaker is open. */
export type Lane = {
  readonly id: string;
  /** Starts of recent requests, oldest first, as many as its widest window needs. */
  readonly recent: readonly Instant[];
  readonly notBefore: Instant | undefined;
  readonly breaker: 'closed' | 'open';
  readonly failures: number;
  /** When the first of these failures was. */
  readonly failingSince: Instant | undefined;
  readonly brokenSince: Instant | undefined;
  /** When it failed first in an outage that is over, until what waited has been told or summed up. */
  readonly outageSince: Instant | undefined;
  readonly detail: string | undefined;
  /** What destinations get too much of, and have told together. */
  readonly storms?: readonly Storm[] | undefined;
  readonly version: number;
};

/** Why something was told or not. Written when the answer differs from the last one for its subject and step. */
export type Decision = {
  readonly id: string;
  readonly at: Instant;
  readonly subject: 'incarnation' | 'group';
  readonly subjectId: string;
  readonly destinationId: string | undefined;
  readonly step: 'label' | 'route' | 'flush' | 'deliver' | 'resend' | 'escalate';
  readonly answer: 'told' | 'not-told' | 'routed' | 'unrouted' | 'waiting' | 'acknowledged' | 'labelled';
  readonly reason: string;
  readonly revision: number;
  readonly path: string | undefined;
};

export type Tables = {
  readonly calls: Call;
  readonly events: Event;
  readonly alerts: Alert;
  readonly incarnations: Incarnation;
  readonly groups: Group;
  readonly members: Member;
  readonly told: Told;
  readonly notifications: Notification;
  readonly deliveries: Delivery;
  readonly attempts: Attempt;
  readonly lanes: Lane;
  readonly decisions: Decision;
  readonly revisions: Revision;
  readonly secrets: StoredSecret;
  readonly overrides: StoredOverride;
  readonly shifts: RecordedShift;
  readonly audit: AuditEntry;
  readonly hooks: Hook;
  readonly facts: Fact;
  readonly silences: Silence;
  readonly held: Held;
  readonly watermarks: Watermark;
  readonly escalations: Escalation;
  readonly switches: PersonalSwitch;
  readonly handoffs: HandoffMark;
  readonly digests: DigestMark;
  readonly contents: Content;
  readonly reasons: Reason;
  readonly reruns: Rerun;
  readonly refreshes: RefreshTimes;
};

export type TableName = keyof Tables;

/** Every question that the store can be asked: name, arguments, answer. Lists have an order and a bound. */
import type { DigestMark } from '../../domain/quiet-records.ts';
import type { Acknowledgement, Escalation, PersonalSwitch } from '../../domain/people-records.ts';
import type { Instant } from '../../domain/time/instant.ts';
import type { AuditEntry, Fact, Hook, Revision, StoredSecret } from '../../domain/installation-records.ts';
import type { RecordedShift, StoredOverride, HandoffMark } from '../../domain/on-call/records.ts';
import type {
  Alert,
  Attempt,
  Call,
  Decision,
  Delivery,
  Event,
  Group,
  Incarnation,
  Lane,
  Member,
  Notification,
} from '../../domain/records.ts';
import type { Unshown } from '../../domain/health/unshown.ts';
import type { Watermark } from '../../domain/events/watermark.ts';
import type { GroupQuestions } from './group-questions.ts';
import type { PastQuestions } from './past-questions.ts';
import type { SilenceQuestions } from './silence-questions.ts';
import type { UpkeepQuestions } from './upkeep-questions.ts';
import type { Content, Reason, Rerun } from '../../domain/tableau-records.ts';

type Ask<A, R> = { readonly args: A; readonly answer: R };
type None = Record<never, never>;

export type RevisionHead = Omit<Revision, 'text' | 'rotations'>;
/** A call without its bytes, for lists. */
export type CallHead = Omit<Call, 'body'> & { readonly bytes: number };

/** Newest first, older than the id `before` when it is given. */
export type Page = { readonly limit: number; readonly before?: string };

export type TableauSays = { readonly reasons: readonly Reason[]; readonly contents: readonly Content[] };

export type TriageSlice = {
  /** First calls with one of the digests, received since the time asked for. */
  readonly firstCalls: readonly Pick<Call, 'id' | 'source' | 'digest' | 'eventId'>[];
  /** Events with one of the identities, or that a first call became. */
  readonly events: readonly Event[];
  readonly alerts: readonly Alert[];
  /** The open incarnations of these alerts. */
  readonly incarnations: readonly Incarnation[];
  /** The open groups those are members of. */
  readonly groups: readonly Group[];
  readonly members: readonly Member[];
  /** What Tableau said of these incarnations. */
  readonly reasons: readonly Reason[];
  /** The highest number that an incarnation has. */
  readonly lastNumber: number;
};

export type Troubles = {
  /** Those that fail, or whose breaker is open. */
  readonly failingLanes: readonly Lane[];
  /** Destinations whose deliveries died since `deadSince`; those from before `toldSince` until one arrives after the last of them. */
  readonly dead: readonly {
    readonly destinationId: string;
    readonly count: number;
    readonly lastAt: Instant;
    readonly detail: string | undefined;
  }[];
  readonly stuck: { readonly calls: number; readonly incarnations: number; readonly groups: number };
  readonly stuckNames: readonly string[];
  /** What a destination could not show since `deadSince`. */
  readonly unshown: Unshown | undefined;
  /** Tabduty's own alerts that are open. */
  readonly open: readonly Alert[];
};

/** The earliest time at which there will be something to do, when nothing is due now. */
type Due<R> = { readonly rows: R; readonly nextDue: Instant | undefined };

type OtherQuestions = UpkeepQuestions & PastQuestions & SilenceQuestions & GroupQuestions;

export type Standing = {
  readonly incarnationId: string;
  readonly ack: Acknowledgement | undefined;
  readonly quiet: Member['quiet'];
};

export type Questions = OtherQuestions & {
  /** Oldest first. */
  readonly pendingCalls: Ask<{ readonly limit: number }, readonly Call[]>;
  readonly triageSlice: Ask<
    {
      readonly digests: readonly string[];
      readonly identities: readonly string[];
      readonly alertIds: readonly string[];
      readonly receivedSince: Instant;
      /** Events of these contents that were found by asking and that no call has said yet. */
      readonly caught?: { readonly luids: readonly string[]; readonly since: Instant };
    },
    TriageSlice
  >;
  /** Outcomes of one content item after a time, oldest first. */
  readonly outcomesSince: Ask<
    { readonly source: string; readonly luid: string; readonly since: Instant; readonly limit: number },
    readonly Event[]
  >;
  /** Outcomes of a source within a time whose jobs are not known, oldest first. */
  readonly outcomesWithoutJob: Ask<
    { readonly source: string; readonly since: Instant; readonly until: Instant; readonly limit: number },
    readonly Event[]
  >;
  /** Which of these jobs of Tableau's belong to an event already. */
  readonly jobsWithEvent: Ask<
    { readonly source: string; readonly jobIds: readonly string[] },
    readonly string[]
  >;
  readonly watermark: Ask<{ readonly source: string }, Watermark | undefined>;
  readonly dueIncarnations: Ask<
    { readonly at: Instant; readonly limit: number },
    Due<readonly Incarnation[]>
  >;
  /** Failures that Tableau is to be asked about, with what is known of them; not those of these sources. */
  readonly dueReasons: Ask<
    { readonly at: Instant; readonly limit: number; readonly exceptSources: readonly string[] },
    Due<{
      readonly reasons: readonly Reason[];
      readonly incarnations: readonly Incarnation[];
      readonly contents: readonly Content[];
    }>
  >;
  /** What Tableau said of these incarnations and of the content that they speak of. */
  readonly tableauSays: Ask<{ readonly incarnationIds: readonly string[] }, TableauSays>;
  /** Reruns that Tableau is to be asked for, or after, and those of which their alerts say how they went. */
  readonly dueReruns: Ask<
    { readonly at: Instant; readonly limit: number },
    Due<{ readonly reruns: readonly Rerun[]; readonly incarnations: readonly Incarnation[] }>
  >;
  /** Newest first. */
  readonly rerunsOf: Ask<{ readonly incarnationIds: readonly string[] }, readonly Rerun[]>;
  /** The inventory of a site, by id. */
  readonly contentsOfSite: Ask<{ readonly source: string; readonly limit: number }, readonly Content[]>;
  /** What people set for themselves. */
  readonly switches: Ask<None, readonly PersonalSwitch[]>;
  readonly handoffs: Ask<None, readonly HandoffMark[]>;
  readonly digests: Ask<None, readonly DigestMark[]>;
  /** The groups of which a digest has something to say; `voice` is what `told` calls it. */
  readonly digestGroups: Ask<
    { readonly digest: string; readonly voice: string; readonly limit: number },
    readonly string[]
  >;
  /** Running escalations whose last call found nobody. */
  readonly pagesOfNobody: Ask<{ readonly limit: number }, readonly Escalation[]>;
  readonly openGroupHeads: Ask<{ readonly limit: number }, readonly Pick<Group, 'id' | 'version'>[]>;
  /** Alerts that fire, for inhibitions; the newest first. */
  readonly openAlerts: Ask<{ readonly limit: number }, readonly Incarnation[]>;
  /** Open groups that nobody has, of which one of the destinations was told that something fires; newest first. */
  readonly unansweredGroups: Ask<
    { readonly destinationIds: readonly string[]; readonly limit: number },
    readonly { readonly groupId: string; readonly destinationId: string }[]
  >;
  /** Pending, due, on a lane that may send and is not among `exceptLanes`; oldest due first. */
  readonly dueDeliveries: Ask<
    { readonly at: Instant; readonly limit: number; readonly exceptLanes: readonly string[] },
    Due<
      readonly {
        readonly delivery: Delivery;
        readonly notification: Notification;
        readonly lane: Lane | undefined;
      }[]
    >
  >;
  /** How these lanes stand, and which of them have deliveries waiting. */
  readonly laneBoard: Ask<
    { readonly lanes: readonly string[] },
    { readonly lanes: readonly Lane[]; readonly waiting: readonly string[] }
  >;
  /** Claims that a process other than `bootId` has left behind. */
  readonly abandonedClaims: Ask<{ readonly bootId: string; readonly limit: number }, readonly Delivery[]>;
  readonly lane: Ask<{ readonly id: string }, Lane | undefined>;

  /** The newest revision, or the one with this number. */
  readonly revision: Ask<{ readonly number?: number }, Revision | undefined>;
  readonly revisions: Ask<{ readonly limit: number }, readonly RevisionHead[]>;
  readonly secrets: Ask<None, readonly StoredSecret[]>;
  readonly hooks: Ask<None, readonly Hook[]>;
  /** Made at run time, not removed, and not over; those that end first come first. */
  readonly overrides: Ask<
    { readonly endingAfter: Instant; readonly limit: number },
    readonly StoredOverride[]
  >;
  readonly override: Ask<{ readonly id: string }, StoredOverride | undefined>;
  /** Of each schedule the newest shift that had begun at a time. */
  readonly lastShifts: Ask<{ readonly at: Instant; readonly limit: number }, readonly RecordedShift[]>;
  /** The shifts of a schedule that touch [from, to), oldest first; of too many the newest. */
  readonly recordedShifts: Ask<
    { readonly schedule: string; readonly from: Instant; readonly to: Instant; readonly limit: number },
    readonly RecordedShift[]
  >;
  readonly fact: Ask<{ readonly id: string }, Fact | undefined>;
  /** Of all that was ever made and is still there. */
  readonly newestId: Ask<None, string | undefined>;

  readonly listCalls: Ask<
    Page & { readonly source?: string; readonly reading?: string; readonly state?: string },
    readonly CallHead[]
  >;
  readonly call: Ask<{ readonly id: string }, Call | undefined>;
  readonly callsOfEvent: Ask<{ readonly eventId: string; readonly limit: number }, readonly CallHead[]>;
  readonly listEvents: Ask<
    Page & {
      readonly source?: string;
      readonly event?: string;
      readonly effect?: string;
      readonly name?: string;
    },
    readonly Event[]
  >;
  readonly event: Ask<{ readonly id: string }, Event | undefined>;
  readonly eventsOfIncarnation: Ask<{ readonly id: string; readonly limit: number }, readonly Event[]>;
  readonly listIncarnations: Ask<
    Page & {
      readonly source?: string;
      readonly state?: 'open' | 'ended';
      readonly unrouted?: boolean;
      readonly name?: string;
      readonly kind?: 'alert' | 'notice';
    },
    readonly Incarnation[]
  >;
  /** By id or by number. */
  readonly incarnation: Ask<{ readonly id?: string; readonly number?: number }, Incarnation | undefined>;
  readonly alert: Ask<{ readonly id: string }, Alert | undefined>;
  /** In each group of theirs: who has it, and why it is quiet. */
  readonly standing: Ask<{ readonly incarnationIds: readonly string[] }, readonly Standing[]>;
  readonly membersOfIncarnation: Ask<{ readonly id: string }, readonly Member[]>;
  /** About an incarnation, its groups and their deliveries; oldest first. */
  readonly decisionsAbout: Ask<
    { readonly subjectIds: readonly string[]; readonly limit: number },
    readonly Decision[]
  >;
  readonly listDeliveries: Ask<
    Page & {
      readonly state?: Delivery['state'];
      readonly destinationId?: string;
      readonly groupId?: string;
      readonly receiver?: string;
      /** Made at that time or later. */
      readonly since?: Instant;
    },
    readonly Delivery[]
  >;
  /** All that carried one notification: where it was to go, and what was sent in its place or once more. */
  readonly deliveriesOf: Ask<{ readonly notificationId: string }, readonly Delivery[]>;
  /** What receivers in shadow mode would have been sent since a time: how many of each kind, and the newest. */
  readonly shadowDeliveries: Ask<
    { readonly since: Instant; readonly newest: number },
    {
      readonly counts: readonly {
        readonly receiver: string;
        readonly destinationId: string;
        readonly kind: Notification['kind'];
        readonly count: number;
      }[];
      readonly newest: readonly { readonly delivery: Delivery; readonly notification: Notification }[];
    }
  >;
  readonly delivery: Ask<{ readonly id: string }, Delivery | undefined>;
  /** What the newest delivered message of a thread to one destination returned. */
  readonly threadHandle: Ask<{ readonly threadKey: string; readonly destinationId: string }, unknown>;
  readonly notification: Ask<{ readonly id: string }, Notification | undefined>;
  /** Oldest first. */
  readonly attemptsOf: Ask<{ readonly deliveryId: string }, readonly Attempt[]>;
  readonly lanes: Ask<None, readonly Lane[]>;
  readonly audit: Ask<Page & { readonly subject?: string }, readonly AuditEntry[]>;
  /** What is wrong with the parts that hold rows: lanes, destinations, work that was put aside. */
  readonly troubles: Ask<
    { readonly deadSince: Instant; readonly toldSince: Instant; readonly limit: number },
    Troubles
  >;
  /** How much waits, for readiness, metrics and the demo. */
  readonly backlog: Ask<
    None,
    {
      readonly pendingCalls: number;
      readonly stuckCalls: number;
      readonly openAlerts: number;
      readonly unrouted: number;
      readonly pendingDeliveries: number;
      readonly deadDeliveries: number;
      readonly oldestPendingCallAt: Instant | undefined;
      readonly oldestDueDeliveryAt: Instant | undefined;
    }
  >;
};

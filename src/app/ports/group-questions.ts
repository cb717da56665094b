/** Questions about groups: those that are open or due, and all that a decision about them needs. */
import type { Escalation } from '../../domain/people-records.ts';
import type {
  Decision,
  Delivery,
  Group,
  Incarnation,
  Member,
  Notification,
  Told,
} from '../../domain/records.ts';
import type { Content, Reason, Rerun } from '../../domain/tableau-records.ts';
import type { Instant } from '../../domain/time/instant.ts';

type Ask<A, R> = { readonly args: A; readonly answer: R };
type PageOfGroup = { readonly groupId: string; readonly after: string; readonly limit: number };
type Due<R> = { readonly rows: R; readonly nextDue: Instant | undefined };

/** Everything that a decision about these groups needs. */
export type GroupSlice = {
  readonly groups: readonly Group[];
  readonly members: readonly Member[];
  readonly incarnations: readonly Incarnation[];
  readonly told: readonly Told[];
  /** Those that are neither delivered nor dead nor suppressed. */
  readonly openDeliveries: readonly Delivery[];
  readonly reasons: readonly Reason[];
  readonly contents: readonly Content[];
  readonly reruns: readonly Rerun[];
  /** The newest of each (group, destination). */
  readonly lastNotifications: readonly Pick<Notification, 'groupId' | 'destinationId' | 'at' | 'kind'>[];
  /** The newest of each (group, destination). */
  readonly lastDecisions: readonly Decision[];
  readonly escalations: readonly Escalation[];
};

/** What there is one of for each member. */
export type GroupMembers = Pick<GroupSlice, 'members' | 'incarnations' | 'reasons' | 'contents' | 'reruns'>;

/** Of the large ones neither members nor what was told of them: both are read page by page. */
export type GroupPart = { readonly slice: GroupSlice; readonly large: readonly string[] };

export type GroupQuestions = {
  /** At least one, and no more than have `most` members together. */
  readonly dueGroups: Ask<
    { readonly at: Instant; readonly limit: number; readonly most: number },
    Due<GroupPart>
  >;
  /** Of all routes, newest first. */
  readonly openGroupIds: Ask<{ readonly limit: number }, readonly string[]>;
  /** Open groups of these routes and keys. */
  readonly openGroups: Ask<
    { readonly places: readonly Pick<Group, 'routeId' | 'groupKey'>[] },
    readonly Group[]
  >;
  readonly groups: Ask<{ readonly ids: readonly string[] }, readonly Group[]>;
  /** Open groups that one of these incarnations is in. */
  readonly openGroupsOf: Ask<{ readonly incarnationIds: readonly string[] }, readonly Group[]>;
  readonly groupSlice: Ask<{ readonly ids: readonly string[] }, GroupPart>;
  /** By id, after the one named. */
  readonly membersOfGroup: Ask<PageOfGroup, GroupMembers>;
  /** By id, after the one named. */
  readonly toldOfGroup: Ask<PageOfGroup, readonly Told[]>;
  /** What was told of these incarnations. */
  readonly toldOf: Ask<{ readonly incarnationIds: readonly string[] }, readonly Told[]>;
  /** What one message told. */
  readonly toldBy: Ask<{ readonly groupId: string; readonly notificationId: string }, readonly Told[]>;
};

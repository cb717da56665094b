/** Questions about the installation's own well-being: what waits, what is old, how much room is taken. */
import type { Progress } from '../../domain/health/health.ts';
import type { Instant } from '../../domain/time/instant.ts';
import type { OutageTally } from '../../domain/delivery/outage.ts';
import type { Resendable, ResendableState } from '../../domain/delivery/resend.ts';
import type { Delivery, Notification, TableName } from '../../domain/records.ts';
import type { Sent } from '../../domain/delivery/storm.ts';
import type { KnownTimes } from '../../domain/sites/refresh-times.ts';
import type { RefreshTimes } from '../../domain/tableau-records.ts';
import type { Cutoffs } from '../../domain/health/retention.ts';

type Ask<A, R> = { readonly args: A; readonly answer: R };

export type UpkeepQuestions = {
  /** Of what waits on a lane all but the first `keep` of each destination, worst and oldest being first. */
  readonly outageExcess: Ask<
    { readonly lane: string; readonly keep: number; readonly limit: number },
    readonly Delivery[]
  >;
  /** What became of a lane's messages since it failed; `digested` is what stands on those of the digest. */
  readonly outageTally: Ask<
    { readonly lane: string; readonly since: Instant; readonly digested: string },
    readonly OutageTally[]
  >;
  /** The first message about many that a destination was made since then; `reason`: how its own reason ends. */
  readonly summaryTold: Ask<
    { readonly destinationId: string; readonly since: Instant; readonly reason: string },
    Notification | undefined
  >;
  /** What the messages, or pages, were about that these destinations were sent since, and how these groups were told there before. */
  readonly messageBoard: Ask<
    {
      readonly destinations: readonly {
        readonly destinationId: string;
        readonly from: Instant;
        readonly pages: boolean;
      }[];
      /** What is of later is of before the clock was set back. */
      readonly until: Instant;
      readonly groups: readonly { readonly groupId: string; readonly destinationId: string }[];
    },
    {
      readonly sent: readonly Sent[];
      readonly known: readonly {
        readonly groupId: string;
        readonly destinationId: string;
        readonly as: 'told' | 'summed-up';
      }[];
    }
  >;
  /** Open groups whose page there was told in one about many before this one, and that nobody has; the worst first. */
  readonly summedUpPages: Ask<
    {
      readonly destinationId: string;
      readonly before: string;
      readonly since: Instant;
      readonly limit: number;
    },
    readonly string[]
  >;
  /** The worst that waits for a destination and that one of the ways in its place has not been told yet, and how many there are. */
  readonly fallBackBoard: Ask<
    { readonly destinationId: string; readonly ways: readonly string[]; readonly limit: number },
    { readonly rows: readonly Delivery[]; readonly waiting: number }
  >;
  /** How many messages for a destination were told elsewhere in its place. */
  readonly fallenBack: Ask<{ readonly destinationId: string; readonly since: Instant }, number>;
  /** How long the refreshes of these names took; `isAlone`: no two contents share the name. */
  readonly refreshTimes: Ask<
    { readonly source: string; readonly names: readonly string[] },
    readonly { readonly times: RefreshTimes; readonly isAlone: boolean }[]
  >;
  /** The longest since then first, of what has its name for itself. */
  readonly slowestRefreshes: Ask<{ readonly since: Instant; readonly limit: number }, readonly KnownTimes[]>;
  /** What can be sent once more and was not yet, oldest first. */
  readonly resendable: Ask<
    {
      readonly state: ResendableState;
      readonly destinationId: string | undefined;
      readonly receiver: string | undefined;
      readonly since: Instant | undefined;
      /** Only of later ids. */
      readonly after: string | undefined;
      readonly limit: number;
    },
    readonly Resendable[]
  >;
  /** A batch of what is older than it is kept; what hangs on something comes with it, or before it. */
  readonly oldRows: Ask<
    Cutoffs & { readonly limit: number },
    readonly { readonly table: TableName; readonly ids: readonly string[] }[]
  >;
  /** The file of the database, and how much of it is room for new rows. */
  readonly space: Ask<
    Record<never, never>,
    { readonly databaseBytes: number; readonly databaseFreeBytes: number }
  >;
  /** Since when the oldest of what is due has waited. */
  readonly progress: Ask<{ readonly at: Instant }, Progress>;
  /** Pending deliveries by destination; `old` counts those made before a time. */
  readonly waitingMessages: Ask<
    { readonly limit: number },
    readonly {
      readonly destinationId: string;
      readonly count: number;
      readonly oldestAt: Instant;
    }[]
  >;
  /** All that are pending, by id, after the id `after`. */
  readonly pendingDeliveries: Ask<
    { readonly after: string; readonly limit: number },
    readonly { readonly delivery: Delivery; readonly notification: Notification }[]
  >;
};

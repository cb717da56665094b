/** Questions about the installation's own well-being: what waits, what is old, how much room is taken. */
import type { Instant } from '../../domain/instant.ts';
import type { Delivery, Notification } from '../../domain/records.ts';

type Ask<A, R> = { readonly args: A; readonly answer: R };

export type UpkeepQuestions = {
  /** Pending deliveries by destination; `old` counts those made before a time. */
  readonly waitingMessages: Ask<
    { readonly before: Instant; readonly limit: number },
    readonly {
      readonly destinationId: string;
      readonly count: number;
      readonly old: number;
      readonly oldestAt: Instant;
    }[]
  >;
  /** All that are pending, by id, after the id `after`. */
  readonly pendingDeliveries: Ask<
    { readonly after: string; readonly limit: number },
    readonly { readonly delivery: Delivery; readonly notification: Notification }[]
  >;
};

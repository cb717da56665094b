/** Questions about what happened, in the order in which it was taken in, for replays. */
import type { AuditEntry } from '../../domain/installation-records.ts';
import type { Instant } from '../../domain/time/instant.ts';
import type { PastEvent } from '../../domain/replay/past.ts';

type Ask<A, R> = { readonly args: A; readonly answer: R };

export type PastQuestions = {
  /** Events with ids in (after, until), oldest first; with their content where labels are taken from it. */
  readonly pastEvents: Ask<
    {
      readonly after: string;
      readonly until: string;
      readonly withContent: boolean;
      readonly limit: number;
    },
    readonly PastEvent[]
  >;
  readonly pastEventCount: Ask<{ readonly after: string; readonly until: string }, number>;
  /** When what was missed while nothing could be heard was told, by notifications with ids in (after, until). */
  readonly pastGaps: Ask<
    { readonly after: string; readonly until: string; readonly limit: number },
    readonly Instant[]
  >;
  /** What people did with alerts, ids in (after, until), oldest first. */
  readonly pastHands: Ask<
    { readonly after: string; readonly until: string; readonly limit: number },
    readonly AuditEntry[]
  >;
};

/** Questions about silences: which there are, what they hide, and what they held. */
import type { Instant } from '../../domain/time/instant.ts';
import type { Incarnation } from '../../domain/records.ts';
import type { Held, Silence } from '../../domain/quiet-records.ts';

type Ask<A, R> = { readonly args: A; readonly answer: R };

export type SilenceQuestions = {
  /** Newest first; all of them, or those that end after a time. */
  readonly silences: Ask<
    { readonly endingAfter: Instant | undefined; readonly limit: number },
    readonly Silence[]
  >;
  readonly silence: Ask<{ readonly id: string }, Silence | undefined>;
  /** Alerts that opened since, newest first. */
  readonly alertsSince: Ask<{ readonly since: Instant; readonly limit: number }, readonly Incarnation[]>;
  /** Of which it is to be told that they end soon, or what became of what they held. */
  readonly dueSilences: Ask<
    { readonly at: Instant; readonly limit: number },
    { readonly rows: readonly Silence[]; readonly nextDue: Instant | undefined }
  >;
  /** What a silence held, those whose place it took included, and since when there was one. */
  readonly heldBy: Ask<
    { readonly id: string; readonly limit: number },
    {
      readonly since: Instant | undefined;
      readonly held: readonly Held[];
      readonly incarnations: readonly Incarnation[];
    }
  >;
};

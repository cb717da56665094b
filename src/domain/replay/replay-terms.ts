/** What a replay is given, and who is told what becomes of the past. */
import type { Duty } from '../paging/duty.ts';
import type { FlushTools } from '../delivery/new-delivery.ts';
import type { PastEvent } from './past.ts';
import type { Policy } from '../policy.ts';
import type { Decision, Group, Incarnation, Member, Notification } from '../records.ts';
import type { ReadySilence } from '../quiet/silence.ts';

export interface ReplayListener {
  began(incarnation: Incarnation, past: PastEvent): void;
  joined(member: Member, group: Group): void;
  decided(decision: Decision): void;
  quieted(incarnationId: string, quiet: NonNullable<Member['quiet']>): void;
  sent(notification: Notification, page: boolean, group: Group | undefined): void;
  /** Its destination got too much: it is told, by the message that sums up. */
  summedUp(notification: Notification, group: Group | undefined): void;
  /** It has ended, and nothing more will be told of it. */
  over(incarnationId: string): void;
}

export type ReplayTerms = {
  readonly policy: Policy;
  readonly tools: FlushTools;
  readonly duty: Duty | undefined;
  /** All of the time that is replayed. */
  readonly silences: readonly ReadySilence[];
  readonly listener: ReplayListener;
};

/** What a group takes from its route when it begins, and keeps. */
import type { DigestRule, FlappingRule } from '../policy.ts';
import type { Instant, Millis } from '../time/instant.ts';

export type GroupSettings = {
  readonly receiver: string;
  readonly revision: number;
  readonly path: string;
  readonly line: number;
  readonly note: string | undefined;
  readonly title: string | undefined;
  readonly groupInterval: Millis;
  readonly repeatInterval: Millis;
  /** Names of quiet times. */
  readonly quiet: readonly string[];
  /** Failures in a row from which an alert is told of. */
  readonly afterFailures: number;
  /** The escalation policy; none pages nobody. */
  readonly page?: string | undefined;
  /** What an acknowledge covers of what comes later; `cause` where it does not say. */
  readonly ackCovers?: 'cause' | 'group' | undefined;
  /** It is a drill of an escalation, and no incident. */
  readonly drill?: DrillSettings | undefined;
  /** What is held as flapping; nothing where it does not say. */
  readonly flapping?: FlappingRule | undefined;
  /** How long a rerun of what may mend itself holds the message back. */
  readonly rerunFirst?: Millis | undefined;
  /** Its receiver is told by digests, and nothing at once. */
  readonly digest?: DigestSettings | undefined;
};

export type DrillSettings = {
  /** It ends then at the latest, whatever holds it up. */
  readonly until: Instant;
  /** So long those who were called last have to answer. */
  readonly patience: Millis;
};

/** `id`: the digest of one receiver at these times. Routes that agree on both share it. */
export type DigestSettings = DigestRule & { readonly id: string };

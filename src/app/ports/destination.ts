/** What a destination is: one object that describes its settings, renders a briefing and sends what it rendered. */
import type { Briefing } from '../../domain/briefing/briefing.ts';
import type { Instant } from '../../domain/time/instant.ts';
import type { RateWindow } from '../../domain/delivery/lane.ts';
import type { Outcome } from '../../domain/delivery/outcome.ts';
import type { Connector, Line, Liner, Outbound } from './outbound.ts';

/** A Zod schema as this ring sees it; its metadata (`label`, `help`, `secret`) feeds forms, docs and redaction. */
export interface SettingsSchema {
  safeParse(value: unknown):
    | { readonly success: true; readonly data: unknown }
    | {
        readonly success: false;
        readonly error: {
          readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[];
        };
      };
}

/** What is stored and sent, made once for each delivery. `dropped` says in words what had to be left out to fit. */
export type Rendered = { readonly payload: string; readonly dropped: readonly string[] };

export type SendContext = {
  readonly deliveryId: string;
  /** The same for all deliveries of one group incarnation to one destination. */
  readonly threadKey: string;
  /** The handle that the previous delivery of this thread returned. */
  readonly previous?: unknown;
  readonly signal: AbortSignal;
  readonly at: Instant;
  readonly io: Outbound & Connector;
};

/** Somebody acknowledged at the destination what it was told of a group. */
export type Answer = {
  /** The group's. */
  readonly threadKey: string;
  /** As the provider knows them. */
  readonly name: string;
  readonly email?: string;
  readonly slackId?: string;
};

export type Heard =
  | { readonly kind: 'heard'; readonly answers: readonly Answer[] }
  | { readonly kind: 'failed'; readonly detail: string; readonly remedy?: string };

export type LineFault = Extract<Heard, { readonly kind: 'failed' }>;

export type AskContext = Pick<SendContext, 'at' | 'io' | 'signal'>;

export interface DestinationType {
  readonly type: string;
  readonly label: string;
  readonly account?: SettingsSchema;
  /** What its accounts are called in the configuration, when that is not the type; types may share a kind. */
  readonly accountKind?: string;
  readonly address: SettingsSchema;
  readonly can: { readonly update: boolean; readonly thread: boolean; readonly direct: boolean };
  /** True when what needs a person makes a sound at night. */
  readonly rings?: boolean;
  /** It rings, but not for what needs nobody: that arrives without a sound. */
  readonly whispers?: boolean;
  /** True when programs read it: several told in one would be lost on them. */
  readonly forMachines?: boolean;
  /** True when `briefing.original` (Tableau's own bytes) must be filled in before rendering. */
  readonly needsOriginal?: boolean;
  /** All of a lane's limits at once. */
  readonly limits: readonly RateWindow[];
  /** At most so many attempts under way at once on one lane. */
  readonly concurrency: number;
  /** Same queue, same lane: a stable name without a secret in it (hash what is secret). */
  laneOf(account: unknown, address: unknown): string;
  /** For people, without secrets: "Teams workflow at prod-12.westeurope.logic.azure.com". */
  describe(account: unknown, address: unknown): string;
  /** YAML settings as they would stand in a receiver, for documentation and tests. */
  readonly example: { readonly account?: unknown; readonly address: unknown };
  /** Asks the provider who has acknowledged there. */
  readonly answers?: {
    /** Whether these settings are enough to ask. */
    can(account: unknown, address: unknown): boolean;
    ask(
      account: unknown,
      address: unknown,
      threadKeys: ReadonlySet<string>,
      context: AskContext,
    ): Promise<Heard>;
  };
  /** Where the provider says by itself who has acknowledged there, on a line that we open and keep. */
  readonly answerLine?: {
    /** Those with the same one share a line; without one there is none. No secret is in it. */
    keyOf(account: unknown): string | undefined;
    open(
      account: unknown,
      onAnswer: (answer: Answer) => Promise<unknown>,
      context: { readonly io: Outbound & Liner; readonly at: Instant; readonly signal: AbortSignal },
    ): Promise<{ readonly kind: 'open'; readonly line: Pick<Line, 'close' | 'closed'> } | LineFault>;
  };
  /** Pure. */
  render(briefing: Briefing, address: unknown): Rendered;
  send(payload: string, account: unknown, address: unknown, context: SendContext): Promise<Outcome>;
}

export type DestinationRegistry = ReadonlyMap<string, DestinationType>;

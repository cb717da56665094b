/** The records of the installation itself: revisions, secrets, audit, ways in, small facts. */
import type { Instant } from './time/instant.ts';
import type { RotationState } from './on-call/carry-over.ts';

/** One accepted version of the configuration document. Its id is its number as text. */
export type Revision = {
  readonly id: string;
  readonly number: number;
  readonly at: Instant;
  readonly author: string;
  readonly note: string | undefined;
  readonly text: string;
  /** How rotations went on when it came into force, by schedule and layer. */
  readonly rotations: Readonly<Record<string, RotationState>> | undefined;
};

/** One secret of the encrypted store; `sealed` is nonce, tag and ciphertext bound to its name. */
export type StoredSecret = {
  /** The name, as in ${secret:name}. */
  readonly id: string;
  readonly sealed: Uint8Array;
  readonly updatedAt: Instant;
  readonly author: string;
};

/** Who did what through a face, append-only. */
export type AuditEntry = {
  readonly id: string;
  readonly at: Instant;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly detail: string | undefined;
};

/** The way in of a source: its hook's public id and the generation of its key. */
export type Hook = {
  /** The source. */
  readonly id: string;
  readonly hookId: string;
  readonly generation: number;
  /** Until when generation − 1 is valid too. */
  readonly previousUntil: Instant | undefined;
};

/** Small facts of the installation by name: installation id, counters, last sign-in of a site. */
export type Fact = { readonly id: string; readonly value: string };

/** What checking a configuration text gives, and where the secrets that it names come from. */
import type { Policy } from '../../domain/policy.ts';

/** One thing to mend in the text: where it is, what is expected there, and what to do. */
export type Fault = {
  /** receivers.ops[0].teams.url; empty for the text as a whole. */
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly remedy?: string;
};

/** All faults at once. Warnings never keep a configuration out. */
export type ConfigCheck =
  | { readonly ok: true; readonly policy: Policy; readonly warnings: readonly Fault[] }
  | {
      readonly ok: false;
      readonly faults: readonly Fault[];
      readonly warnings: readonly Fault[];
      /**
       * What remains without the parts that have faults, where the text could be read at all. Only for a start: a
       * revision that was accepted once must not fall silent altogether because one secret is gone.
       */
      readonly remains: Policy | undefined;
    };

/** Text to policy, with everything that it needs already bound. */
export type CheckConfig = (text: string, revision: number) => Promise<ConfigCheck>;

/** `value` as it is to stand in the text, quotes included. */
export type ConfigEdit = { readonly path: readonly string[]; readonly value: string };

/** The same text with other values; comments and order stay. */
export type EditConfig = (text: string, edits: readonly ConfigEdit[]) => string;

/** `entry` as it is to stand in a line, after the dash where the part is a list. */
export type NewEntry = { readonly part: 'sites' | 'receivers' | 'routes'; readonly entry: string };

/** The same text with entries in front of those that its parts have. */
export type AddEntries = (text: string, entries: readonly NewEntry[]) => string;

/** Where a text uses secrets of the encrypted store. */
export type SecretUses = (text: string) => readonly { readonly name: string; readonly path: string }[];

/** ${env:NAME}, ${file:path} and ${secret:name}. */
export type SecretKind = 'env' | 'file' | 'secret';

/**
 * A fault is a sentence without a subject ("is not set"), with what mends it. `unseen`: it may well be there, but this
 * process cannot look; a check then only warns.
 */
export type SecretAnswer =
  | { readonly ok: true; readonly value: string }
  | { readonly ok: false; readonly fault: string; readonly remedy: string; readonly unseen?: true };

export interface SecretSource {
  lookup(kind: SecretKind, name: string): Promise<SecretAnswer>;
}

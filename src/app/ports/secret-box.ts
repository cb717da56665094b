/** Encryption of values at rest: what is sealed for one place opens at no other. */

/** The table, row and column that a value belongs to. */
export type SealedPlace = { readonly table: string; readonly row: string; readonly column: string };

export interface SecretBox {
  seal(value: string, place: SealedPlace): Uint8Array;
  /** `undefined` when it was sealed by another key, for another place, or changed since. */
  open(sealed: Uint8Array, place: SealedPlace): string | undefined;
}

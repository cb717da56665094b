/** The ways in: which source a hook key belongs to, and the address that Tableau is given. */
export interface HookDirectory {
  /** The source of a valid key; unknown and malformed keys look the same. */
  sourceOf(key: string): string | undefined;
  /** Path of a source's current hook: "/hooks/<key>". */
  pathOf(source: string): string | undefined;
}

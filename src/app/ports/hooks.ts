/** The ways in: which source a hook key belongs to, and the address that Tableau is given. */
export interface HookDirectory {
  /** The source of a valid key; unknown and malformed keys look the same. */
  sourceOf(key: string): string | undefined;
  /** Path of a source's current hook: "/hooks/<key>". */
  pathOf(source: string): string | undefined;
}

/** The key in an address of ours: "https://tabduty.example.com/hooks/<key>", perhaps below a path. */
export function keyIn(url: string): string | undefined {
  return URL.canParse(url) ? /\/hooks\/([^/]+)$/.exec(new URL(url).pathname)?.[1] : undefined;
}

/** Options that several commands share, and how their texts become inputs. */

export const LIST_OPTIONS: readonly CliOption[] = [
  { flags: '--limit <n>', help: 'how many, at most 500', default: '50' },
  { flags: '--before <id>', help: 'only older than this id' },
];

export function pageOf(options: Options): { limit: string; before?: string } {
  return { limit: String(options['limit'] ?? 50), ...textOption(options, 'before') };
}

/** The option under its own name when it was given, else nothing. */
export function textOption<N extends string>(options: Options, name: N): { [K in N]?: string } {
  const value = options[name];
  return (typeof value === 'string' ? { [name]: value } : {}) as { [K in N]?: string };
}

export type CliOption = {
  /** As commander reads it: "--limit <n>", "--yes". */
  readonly flags: string;
  readonly help: string;
  readonly default?: string | boolean;
  readonly choices?: readonly string[];
  /** May be given several times; its value is then a list. */
  readonly repeatable?: boolean;
};

export type Options = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

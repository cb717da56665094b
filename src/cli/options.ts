/** Options that several commands share, and how their texts become inputs. */
import type { CliOption, Options } from './command.ts';

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

/** Turns what a schema finds into faults: unknown keys with what was meant, and sentences that say what is expected. */
import type { SettingsSchema } from '../app/ports/destination.ts';
import type { Findings, Path } from './fault.ts';
import { comesLater, laterSentence, REMOVE_IT, type Section, whereElse } from './later.ts';
import { hint } from '../domain/nearest.ts';

/** What Zod says of a fault, beyond what the port promises. */
type Issue = {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly code?: string;
  readonly expected?: string;
  readonly keys?: readonly string[];
  readonly values?: readonly unknown[];
};

type Context = {
  readonly findings: Findings;
  /** Known keys of the value itself, for "did you mean"; keys below it come with the schema. */
  readonly keys?: readonly string[];
  readonly section?: Section;
};

/** The checked value, or `undefined` when faults were found. */
export function checked<T>(
  schema: SettingsSchema & { readonly _output?: T },
  value: unknown,
  at: Path,
  context: Context,
): T | undefined {
  const answer = schema.safeParse(value);
  if (answer.success) return answer.data as T;
  for (const issue of answer.error.issues as readonly Issue[])
    report(issue, value, at, { ...context, keys: context.keys ?? keysOf(schema) });
  return undefined;
}

function report(issue: Issue, value: unknown, at: Path, { findings, keys = [], section }: Context): void {
  const below = issue.path.map((part) => (typeof part === 'number' ? part : String(part)));
  const path = [...at, ...below];
  if (issue.code === 'unrecognized_keys') {
    for (const key of issue.keys ?? []) {
      const own = below.length === 0;
      const elsewhere = own && section ? whereElse(section, key) : undefined;
      if (own && section && comesLater(section, key))
        findings.fault([...path, key], laterSentence(key), { remedy: REMOVE_IT, aim: 'key' });
      else
        findings.fault([...path, key], 'is not known here', {
          ...(elsewhere !== undefined ? { remedy: elsewhere } : own ? hint(key, keys) : {}),
          aim: 'key',
        });
    }
    return;
  }
  const given = below.reduce<unknown>(
    (inside, part) => (typeof inside === 'object' && inside !== null ? (inside as never)[part] : undefined),
    value,
  );
  if (issue.code === 'invalid_value' && issue.values) {
    const words = issue.values.map(String);
    return findings.fault(
      path,
      `must be one of ${words.join(', ')}`,
      typeof given === 'string' ? didYouMean(given, words) : {},
    );
  }
  findings.fault(path, sentence(issue, given));
}

function didYouMean(given: string, words: readonly string[]) {
  const { remedy } = hint(given, words);
  return remedy?.startsWith('did') ? { remedy } : {};
}

/** A schema's own sentence is kept; what Zod says by default is said for people. */
function sentence(issue: Issue, given: unknown): string {
  const own = !/^(Invalid|Too |Unrecognized)/.test(issue.message);
  if (given === undefined && (issue.code === 'invalid_type' || issue.code === 'invalid_union'))
    return 'is missing';
  if (given === null && !own) return 'is empty';
  if (own) return issue.message;
  if (issue.code === 'invalid_union') return 'must be text or a list of texts';
  if (issue.code !== 'invalid_type') return `is not as expected: ${issue.message}`;
  const wanted = EXPECTED[issue.expected ?? ''] ?? issue.expected ?? 'something else';
  if (issue.expected === 'string' && (typeof given === 'number' || typeof given === 'boolean'))
    return `must be text; write "${given}" in quotes`;
  return `must be ${wanted}`;
}

const EXPECTED: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map of keys and values',
  record: 'a map of keys and values',
};

function keysOf(schema: unknown): readonly string[] {
  if (typeof schema !== 'object' || schema === null || !('shape' in schema)) return [];
  return Object.keys(schema.shape as object);
}

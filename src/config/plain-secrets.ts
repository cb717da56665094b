/** Warns of secrets that stand in the text itself, in fields that a schema marks as secret. */
import { z } from 'zod';
import { type Checking, isMap, valueAt } from './checking.ts';
import type { Path } from './fault.ts';

/** The value is looked at as it is written, before secrets are filled in. */
export function warnOfPlainSecrets(schema: unknown, at: Path, { findings, written }: Checking): void {
  for (const field of secretFields(schema)) {
    const path = [...at, ...field];
    for (const [below, text] of textsIn(valueAt(written, path), path)) {
      if (/(^|[^$])\$\{(env|file|secret):/.test(text)) continue;
      findings.warn(
        below,
        'is a secret, and stands in the text for everybody to read',
        `keep it out of the text: tabduty secret set ${suggestedName(path)}, then write "\${secret:${suggestedName(path)}}"`,
      );
    }
  }
}

/** Paths of the fields whose metadata says `secret`. */
export function secretFields(schema: unknown): readonly Path[] {
  const found: Path[] = [];
  if (!(schema instanceof z.ZodType)) return found;
  const collect = (node: unknown, path: Path): void => {
    if (!isMap(node)) return;
    if (node['secret'] === true) found.push(path);
    if (isMap(node['properties']))
      for (const [key, below] of Object.entries(node['properties'])) collect(below, [...path, key]);
  };
  collect(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }), []);
  return found;
}

function* textsIn(value: unknown, path: Path): Generator<readonly [Path, string]> {
  if (typeof value === 'string') yield [path, value];
  else if (isMap(value))
    for (const [key, below] of Object.entries(value)) yield* textsIn(below, [...path, key]);
}

/** receivers.ops[0].teams.url gives ops-teams-url */
function suggestedName(path: Path): string {
  return path
    .slice(1)
    .filter((part) => typeof part === 'string' && part !== 'destinations')
    .join('-');
}

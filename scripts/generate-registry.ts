/** Writes `src/destinations/registry.ts`: every file of that folder that exports a destination is in the list. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

const FOLDER = new URL('../src/destinations/', import.meta.url);

export function registrySource(): string {
  const names = readdirSync(FOLDER)
    .filter((f) => f.endsWith('.ts') && !f.endsWith('.test.ts') && f !== 'registry.ts')
    .sort();
  const exports = names.map((file) => {
    const name = /export const (\w+): DestinationType\b/.exec(
      readFileSync(new URL(file, FOLDER), 'utf8'),
    )?.[1];
    if (name === undefined) throw new Error(`${file} exports no DestinationType`);
    return { file, name };
  });
  return [
    '/** Every destination by its type. Written by scripts/generate-registry.ts; do not edit. */',
    "import type { DestinationRegistry } from '../app/ports/destination.ts';",
    ...exports.map(({ file, name }) => `import { ${name} } from './${file}';`),
    '',
    'export const DESTINATIONS: DestinationRegistry = new Map(',
    '  [',
    ...exports.map((e) => `    ${e.name},`),
    '  ].map((d) => [d.type, d]),',
    ');',
    '',
  ].join('\n');
}

if (import.meta.main) writeFileSync(new URL('registry.ts', FOLDER), registrySource());

/** Writes `src/cli/commands.ts`: every file in `src/cli/commands` is a command of the list. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

const FOLDER = new URL('../src/cli/commands/', import.meta.url);

export function commandsSource(): string {
  const files = readdirSync(FOLDER)
    .filter((f) => f.endsWith('.ts') && !f.endsWith('.test.ts'))
    .sort();
  const exports = files.flatMap((file) => {
    const text = readFileSync(new URL(file, FOLDER), 'utf8');
    return [...text.matchAll(/export const (\w+): CliCommand\b/g)].map((m) => ({ file, name: String(m[1]) }));
  });
  return [
    '/** Every command. Written by scripts/generate-commands.ts; do not edit. */',
    "import type { CliCommand } from './command.ts';",
    ...exports.map(({ file, name }) => `import { ${name} } from './commands/${file}';`),
    '',
    `export const COMMANDS: readonly CliCommand[] = [\n  ${exports.map((e) => e.name).join(',\n  ')},\n];`,
    '',
  ].join('\n');
}

if (import.meta.main) writeFileSync(new URL('../commands.ts', FOLDER), commandsSource());

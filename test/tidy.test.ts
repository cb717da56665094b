import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { commandsSource } from '../scripts/generate-commands.ts';

const root = new URL('..', import.meta.url).pathname;
const files = execFileSync(
  'git',
  ['ls-files', '--cached', '--others', '--exclude-standard', 'src', 'test', 'scripts', 'bench'],
  {
    cwd: root,
    encoding: 'utf8',
  },
)
  .split('\n')
  .filter((f) => f.endsWith('.ts'));
const text = (file: string) => readFileSync(`${root}/${file}`, 'utf8');

describe('the house is tidy:', () => {
  it('no file is longer than a few screens, and no source longer than tests may be', () => {
    const long = files
      .map((f) => [f, text(f).split('\n').length - 1] as const)
      .filter(([f, lines]) => lines > (f.includes('test') ? 500 : 320));

    expect(long).toEqual([]);
  });

  it('every source file begins with what it is for', () => {
    const silent = files.filter(
      (f) => f.startsWith('src/') && !f.endsWith('.test.ts') && !text(f).startsWith('/**'),
    );

    expect(silent).toEqual([]);
  });

  it('the list of commands is the folder of commands', () => {
    expect(text('src/cli/commands.ts').replace(/\s+/g, '')).toBe(commandsSource().replace(/\s+/g, ''));
  });

  it('each file that the map names is there', () => {
    const named = text('ARCHITECTURE.md').match(/(?<![<\w*-])[\w/.-]*[\w-]\.ts\b/g) ?? [];
    const lost = named.filter((name) => !files.some((f) => `/${f}`.endsWith(`/${name}`)));

    expect(named.length).toBeGreaterThan(100);
    expect(lost).toEqual([]);
  });

  it('there is no default export, no enum and no `any` in a signature', () => {
    const bad = files
      .filter((f) => f.startsWith('src/') && !f.startsWith('src/simulator/'))
      .filter((f) => /^export default |^(export )?(const )?enum |: any\b/m.test(text(f)));

    expect(bad).toEqual([]);
  });

  it('the linter refuses an import against the rings', () => {
    const config = JSON.parse(text('.oxlintrc.json')) as {
      overrides: { files: string[]; rules: Record<string, unknown> }[];
    };
    const rings = config.overrides.filter(
      (o) => 'no-restricted-imports' in o.rules && o.rules['no-restricted-imports'] !== 'off',
    );

    expect(rings.flatMap((o) => o.files).sort()).toEqual(
      [
        'api',
        'app',
        'cli',
        'config',
        'destinations',
        'domain',
        'http',
        'platform',
        'simulator',
        'storage',
        'tableau',
      ].map((ring) => `src/${ring}/**`),
    );
  });
});

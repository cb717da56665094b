/** Compiles `src` to `dist` and puts the files beside it that are not TypeScript. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';

const root = new URL('..', import.meta.url).pathname;
rmSync(join(root, 'dist'), { recursive: true, force: true });
const tsc = spawnSync(
  process.execPath,
  [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json'],
  {
    cwd: root,
    stdio: 'inherit',
  },
);
if (tsc.status !== 0) process.exit(tsc.status ?? 1);

/** Pages of the simulators: style sheets and scripts are served as files. */
for (const simulator of readdirSync(join(root, 'src/simulator'))) {
  const assets = join(root, 'src/simulator', simulator, 'assets');
  if (existsSync(assets))
    cpSync(assets, join(root, 'dist/simulator', simulator, 'assets'), { recursive: true });
}
// A checkout serves Microsoft's renderer from node_modules; the package brings its own copy.
cpSync(
  join(root, 'node_modules/adaptivecards/dist/adaptivecards.min.js'),
  join(root, 'dist/simulator/teams/assets/adaptivecards.min.js'),
);
await bundle('main.js', 'main.js');
// The workers stand where what starts them looks for them: beside the file that it was bundled into.
await bundle('storage/sqlite-worker.js', 'sqlite-worker.js');
await bundle('what-if-worker.js', 'what-if-worker.js');
console.log('built dist');

/**
 * One file with all that an entry needs, its dependencies included: a start reads two files rather than a thousand. What
 * is loaded on demand (the demo, the simulators) stays as it is. Names stay readable, for stack traces.
 */
async function bundle(from: string, to: string): Promise<void> {
  const bundled = await rolldown({
    input: join(root, 'dist', from),
    platform: 'node',
    external: ['./demo.js', './simulate.js'],
  });
  const { output } = await bundled.generate({
    format: 'esm',
    codeSplitting: false,
    minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } },
  });
  await bundled.close();
  const [chunk] = output;
  // Plain ASCII takes one byte a character in memory; one letter beyond would make the whole text take two.
  const ascii = chunk.code.replace(
    /[^\0-\x7f]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  writeFileSync(join(root, 'dist', to), ascii);
}

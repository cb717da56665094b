/** Compiles `src` to `dist` and puts the files beside it that are not TypeScript. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

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
console.log('built dist');

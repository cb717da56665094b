/** A real Chromium for tests: the machine's own when it has one, else the one that npm brought. */
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const INSTALLED = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

const PACKAGE = '@sparticuz/chromium';

/** Give a context its locale: without one, and under LANG=C, `Intl` throws inside the page. */
export async function openBrowser(): Promise<Browser> {
  const installed = INSTALLED.find((path) => existsSync(path));
  if (installed !== undefined) return launch(installed, {});
  const folder = await unpacked();
  const libraries = join(folder, 'al2023', 'lib');
  return launch(join(folder, 'chromium'), {
    // The browser's own copies of libraries and fonts are for machines that have none.
    ...(hasLibraries() ? {} : { LD_LIBRARY_PATH: libraries }),
    ...(existsSync('/etc/fonts/fonts.conf') ? {} : { FONTCONFIG_PATH: join(folder, 'fonts') }),
  });
}

function launch(executablePath: string, more: Readonly<Record<string, string>>): Promise<Browser> {
  const env: Record<string, string> = { ...more };
  for (const [name, value] of Object.entries(process.env)) if (value !== undefined) env[name] ??= value;
  return chromium.launch({ executablePath, env, args: ['--no-sandbox'] });
}

/**
 * The package unpacks to a fixed name in the temporary folder and reuses whatever lies there, so each version gets a
 * folder of its own, made aside and renamed: a second test process never sees half a browser.
 */
async function unpacked(): Promise<string> {
  const manifest = new URL('../package.json', import.meta.resolve(PACKAGE));
  const { version } = JSON.parse(await readFile(manifest, 'utf8')) as { version: string };
  const folder = join(tmpdir(), `tabduty-chromium-${version}`);
  if (existsSync(folder)) return folder;
  const aside = `${folder}.${process.pid}`;
  await mkdir(aside, { recursive: true });
  await withEnvironment({ TMPDIR: aside, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' }, async () => {
    const { default: packed } = await import(PACKAGE);
    await packed.executablePath();
  });
  try {
    await rename(aside, folder);
  } catch {
    await rm(aside, { recursive: true });
  }
  return folder;
}

async function withEnvironment(
  set: Readonly<Record<string, string>>,
  work: () => Promise<void>,
): Promise<void> {
  const before = { ...process.env };
  Object.assign(process.env, set);
  try {
    await work();
  } finally {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
  }
}

function hasLibraries(): boolean {
  const places = ['/usr/lib', '/usr/lib64', '/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu'];
  return places.some((place) => existsSync(join(place, 'libnss3.so')));
}

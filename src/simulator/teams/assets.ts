/** The files of the channel page: Microsoft's card renderer, our style sheet and the page's own modules. */
import { readFile } from 'node:fs/promises';
import { createRequire, stripTypeScriptTypes } from 'node:module';
import { extname } from 'node:path';

export type Asset = { readonly contentType: string; readonly body: string | Buffer };

const SCRIPT = 'text/javascript; charset=utf-8';

/** A checkout runs TypeScript, a compiled build JavaScript; the page asks for what there is. */
export const MODULE_ENDING = extname(new URL(import.meta.url).pathname);

export async function assetAt(path: string): Promise<Asset | undefined> {
  if (path === '/assets/adaptivecards.min.js') return { contentType: SCRIPT, body: await renderer() };
  if (path === '/assets/page.css') {
    const body = await readFile(new URL('./assets/page.css', import.meta.url));
    return { contentType: 'text/css; charset=utf-8', body };
  }
  const module = /^\/client\/([a-z-]+)\.(?:ts|js)$/.exec(path)?.[1];
  if (module === undefined) return undefined;
  const body = await moduleNamed(module);
  return body === undefined ? undefined : { contentType: SCRIPT, body };
}

async function moduleNamed(name: string): Promise<string | undefined> {
  const file = new URL(`./client/${name}${MODULE_ENDING}`, import.meta.url);
  const source = await readFile(file, 'utf8').catch(() => undefined);
  return source === undefined || MODULE_ENDING !== '.ts' ? source : withoutTypes(source);
}

/** Node warns once that this function is experimental. Only a checkout gets here, and its Node is pinned. */
function withoutTypes(source: string): string {
  const { emitWarning } = process;
  process.emitWarning = () => undefined;
  try {
    return stripTypeScriptTypes(source);
  } finally {
    process.emitWarning = emitWarning;
  }
}

/** From the package in a checkout, from the copy beside this file in the published package. */
async function renderer(): Promise<Buffer> {
  try {
    return await readFile(createRequire(import.meta.url).resolve('adaptivecards/dist/adaptivecards.min.js'));
  } catch {
    return readFile(new URL('./assets/adaptivecards.min.js', import.meta.url));
  }
}

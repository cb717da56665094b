/** The files of a simulator's page: its style sheet and the modules of its script. */
import { readFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { extname } from 'node:path';

export type Asset = { readonly contentType: string; readonly body: string | Buffer };

export const SCRIPT = 'text/javascript; charset=utf-8';

/** A checkout runs TypeScript, a compiled build JavaScript; the page asks for what there is. */
export const MODULE_ENDING = extname(new URL(import.meta.url).pathname);

/** `base` is the folder of the simulator; its own modules are below /client, those that all share below /shared/client. */
export async function pageAsset(base: string, path: string): Promise<Asset | undefined> {
  if (path === '/assets/page.css') {
    const body = await readFile(new URL('./assets/page.css', base));
    return { contentType: 'text/css; charset=utf-8', body };
  }
  const [, isShared, name] = /^(\/shared)?\/client\/([a-z-]+)\.(?:ts|js)$/.exec(path) ?? [];
  if (name === undefined) return undefined;
  const folder = isShared === undefined ? base : import.meta.url;
  const source = await readFile(new URL(`./client/${name}${MODULE_ENDING}`, folder), 'utf8').catch(
    () => undefined,
  );
  if (source === undefined) return undefined;
  return { contentType: SCRIPT, body: MODULE_ENDING === '.ts' ? withoutTypes(source) : source };
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

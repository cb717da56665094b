/** The files of the page: its style sheet and its modules. */
import { readFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { extname } from 'node:path';

/** A checkout runs TypeScript, a compiled build JavaScript; the page asks for what there is. */
export const MODULE_ENDING = extname(new URL(import.meta.url).pathname);

export async function assetAt(path: string): Promise<{ contentType: string; body: string } | undefined> {
  if (path === '/assets/page.css') {
    const body = await readFile(new URL('./assets/page.css', import.meta.url), 'utf8');
    return { contentType: 'text/css; charset=utf-8', body };
  }
  const name = /^\/client\/([a-z-]+)\.(?:ts|js)$/.exec(path)?.[1];
  if (name === undefined) return undefined;
  const file = new URL(`./client/${name}${MODULE_ENDING}`, import.meta.url);
  const source = await readFile(file, 'utf8').catch(() => undefined);
  if (source === undefined) return undefined;
  const body = MODULE_ENDING === '.ts' ? withoutTypes(source) : source;
  return { contentType: 'text/javascript; charset=utf-8', body };
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

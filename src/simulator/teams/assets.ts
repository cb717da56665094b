/** The files of the channel page: those of every simulator, and Microsoft's card renderer. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { type Asset, pageAsset, SCRIPT } from '../shared/assets.ts';

export async function assetAt(path: string): Promise<Asset | undefined> {
  if (path === '/assets/adaptivecards.min.js') return { contentType: SCRIPT, body: await renderer() };
  return pageAsset(import.meta.url, path);
}

/** From the package in a checkout, from the copy beside this file in the published package. */
async function renderer(): Promise<Buffer> {
  try {
    return await readFile(createRequire(import.meta.url).resolve('adaptivecards/dist/adaptivecards.min.js'));
  } catch {
    return readFile(new URL('./assets/adaptivecards.min.js', import.meta.url));
  }
}

/** Asks for a secret on a terminal without showing it. */
import type { Faces } from './faces.ts';

/** `undefined` when nobody sits at a terminal. */
export async function askSecret(name: string, faces: Pick<Faces, 'prompts'>): Promise<string | undefined> {
  return faces.prompts('nothing was stored')?.secret(`Value of ${name}`);
}

/** What a key is recognised by without being shown: a database remembers that of the key that it was made with. */
import type { KeyRing } from './key-file.ts';

/** 16 hexadecimal digits that say nothing of the key. */
export function keyPrint(ring: KeyRing): string {
  return ring.subkey('fingerprint').toString('hex').slice(0, 16);
}

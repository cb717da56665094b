/** Encrypts values at rest by AES-256-GCM; the place that a value belongs to is authenticated with it. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { SealedPlace, SecretBox } from '../app/ports/secret-box.ts';
import type { KeyRing } from './key-file.ts';

/** Version, nonce, tag, ciphertext. */
const VERSION = 1;
const NONCE = 12;
const TAG = 16;
const HEAD = 1 + NONCE + TAG;

export function createSecretBox(ring: KeyRing): SecretBox {
  const key = ring.subkey('secret-box/1');
  return {
    seal(value, place) {
      const nonce = randomBytes(NONCE);
      const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG }).setAAD(bytesOf(place));
      const text = Buffer.concat([cipher.update(value, 'utf8'), cipher.final()]);
      return new Uint8Array(Buffer.concat([Buffer.of(VERSION), nonce, cipher.getAuthTag(), text]));
    },
    open(sealed, place) {
      if (sealed.length < HEAD || sealed[0] !== VERSION) return undefined;
      const nonce = sealed.subarray(1, 1 + NONCE);
      const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG })
        .setAAD(bytesOf(place))
        .setAuthTag(sealed.subarray(1 + NONCE, HEAD));
      try {
        return Buffer.concat([decipher.update(sealed.subarray(HEAD)), decipher.final()]).toString('utf8');
      } catch {
        return undefined;
      }
    },
  };
}

/** Unambiguous whatever the parts contain. */
function bytesOf(place: SealedPlace): Buffer {
  return Buffer.from(JSON.stringify([place.table, place.row, place.column]));
}

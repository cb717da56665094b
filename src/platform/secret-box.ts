/** Seals secrets with AES-256-GCM, bound to the place where they are kept: a ciphertext moved elsewhere does not open. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { AppError } from '../app/errors.ts';
import type { KeyRing } from './key-file.ts';

export type SecretBox = {
  seal(place: string, secret: string): Uint8Array;
  /** Throws an AppError when key, place or bytes are not those that it was sealed with. */
  open(place: string, sealed: Uint8Array): string;
};

const NONCE = 12;
const TAG = 16;

export function secretBox(ring: KeyRing): SecretBox {
  const key = ring.subkey('secrets');
  return {
    seal(place, secret) {
      const nonce = randomBytes(NONCE);
      const cipher = createCipheriv('aes-256-gcm', key, nonce);
      cipher.setAAD(Buffer.from(place));
      const text = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
      return new Uint8Array(Buffer.concat([nonce, cipher.getAuthTag(), text]));
    },
    open(place, sealed) {
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE));
        decipher.setAAD(Buffer.from(place));
        decipher.setAuthTag(sealed.subarray(NONCE, NONCE + TAG));
        return Buffer.concat([decipher.update(sealed.subarray(NONCE + TAG)), decipher.final()]).toString(
          'utf8',
        );
      } catch (cause) {
        throw new AppError('environment', `the secret at ${place} cannot be opened with this key`, {
          remedy: 'bring back the key file that it was stored with, or store the secret again',
          cause,
        });
      }
    },
  };
}

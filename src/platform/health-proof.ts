/** Proof that an answer comes from this very installation: only who has its key can answer a fresh nonce. */
import { createHmac } from 'node:crypto';
import type { KeyRing } from './key-file.ts';

export type HealthProof = (nonce: string) => string;

/** A subkey of its own: what is answered here is worth nothing as a hook or a link. */
export function healthProof(ring: KeyRing): HealthProof {
  const key = ring.subkey('proof/health');
  return (nonce) => createHmac('sha256', key).update(nonce).digest('base64url');
}

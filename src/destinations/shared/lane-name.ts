/** Names a lane by what makes it one queue, secret or not: stable, and nothing can be read from it. */
import { createHash } from 'node:crypto';

export function laneName(...parts: readonly (string | number)[]): string {
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 16);
}

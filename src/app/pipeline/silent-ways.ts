/** Ways out that wake nobody, for what Tabduty tells by itself and can wait. */
import type { DestinationRef } from '../../domain/policy.ts';
import type { DestinationRegistry } from '../ports/destination.ts';

export function isSilent(registry: DestinationRegistry, { type }: DestinationRef): boolean {
  const found = registry.get(type);
  return found !== undefined && (found.rings !== true || found.whispers === true);
}

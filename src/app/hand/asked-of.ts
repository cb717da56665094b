/** Whom it is passed to: a person of ours, or an address; without either the reason is said. */
import type { Owner } from '../../domain/paging/owners.ts';
import { AppError } from '../errors.ts';

export function askedOf(owner: Owner): string {
  switch (owner.kind) {
    case 'person':
      return owner.person.slug;
    case 'mail':
      return owner.address;
    case 'none':
      throw new AppError('conflict', `It cannot be passed to its owner: ${owner.why}`);
  }
}

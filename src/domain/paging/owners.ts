/** Owners of content who are none of our people: what fails can be passed to the e-mail address that Tableau has of them. */
import type { DestinationRef, Person, Policy, OwnerMail } from '../policy.ts';
import type { Incarnation } from '../records.ts';

/** Who could be asked about what fails, or why nobody can. */
export type Owner =
  | { readonly kind: 'person'; readonly person: Person }
  | { readonly kind: 'mail'; readonly address: string }
  | { readonly kind: 'none'; readonly why: string };

/** No name of a receiver looks like this. */
const PREFIX = 'owner:';

export function ownerReceiver(address: string): string {
  return `${PREFIX}${address}`;
}

/** The address to which a message went, when it went to an owner. */
export function addressOfReceiver(receiver: string): string | undefined {
  return receiver.startsWith(PREFIX) ? receiver.slice(PREFIX.length) : undefined;
}

export function ownerDestination(
  { owners }: Pick<Policy, 'owners'>,
  destinationId: string,
): DestinationRef | undefined {
  const address = addressOfReceiver(destinationId.replace(/\/email$/, ''));
  if (owners === undefined || address === undefined || !mayMail(owners, address)) return undefined;
  return owners.destination(address);
}

/** Two owners are nobody to pass it to. */
export function ownerOf(alerts: readonly Incarnation[], policy: Policy): Owner {
  const named = alerts.map((a) => a.labels.owner ?? []).filter((o) => o.length > 0);
  if (named.length === 0) return none('Tableau was not asked who owns this, or does not say it');
  const folded = new Set(named.flat().map((o) => o.toLowerCase()));
  const known = [...policy.people.values()].filter(
    (p) => p.active && p.ways.length > 0 && p.email !== undefined && folded.has(p.email.toLowerCase()),
  );
  const [person] = known;
  if (person !== undefined)
    return known.length === 1 ? { kind: 'person', person } : none('this belongs to several people');
  // The address stands first; whoever signs in by an address has it as their name too.
  const addresses = new Set(named.map((names) => names.find((n) => n.includes('@'))?.toLowerCase()));
  const [address] = addresses;
  if (addresses.size > 1) return none('this belongs to several people');
  if (address === undefined) return none(`Tableau has no e-mail address of ${named[0]?.[0]}`);
  return byMail(address, policy);
}

function byMail(address: string, { owners }: Policy): Owner {
  if (owners === undefined)
    return none(
      `${address} is none of the people, and no account writes to owners (owners: in the configuration)`,
    );
  if (!mayMail(owners, address))
    return none(`mail to owners goes to ${owners.domains.join(', ')} only, and not to ${address}`);
  return owners.destination(address) === undefined
    ? none(`${address} is no mail address`)
    : { kind: 'mail', address };
}

function mayMail({ domains }: OwnerMail, address: string): boolean {
  return domains.includes(address.slice(address.lastIndexOf('@') + 1).toLowerCase());
}

function none(why: string): Owner {
  return { kind: 'none', why };
}

/** Opens connections: looks the host up once, judges each address, and connects to the very one that passed. */
import { lookup } from 'node:dns/promises';
import { buildConnector } from 'undici';
import ipaddr from 'ipaddr.js';
import type { AddressGuard } from './address-guard.ts';
import { ConnectFault, connectFault } from './outbound-fault.ts';

export type Lookup = (host: string) => Promise<readonly string[]>;

export const systemLookup: Lookup = shared(async (host) =>
  (await lookup(host, { all: true })).map((a) => a.address),
);

/** Whoever asks for a host that is being looked up waits with the first: a name server that hangs holds one thread for it. */
export function shared(lookUp: Lookup): Lookup {
  const underWay = new Map<string, ReturnType<Lookup>>();
  return (host) => {
    const asked = underWay.get(host) ?? lookUp(host).finally(() => underWay.delete(host));
    underWay.set(host, asked);
    return asked;
  };
}

/** One address may take so long; when more of them follow, the next one gets its turn sooner. */
const CONNECT_TIMEOUT = 10_000;
const NEXT_ADDRESS = 3_000;

export function guardedConnector(
  guard: AddressGuard,
  lookUp: Lookup,
  ca: readonly string[] | undefined,
): buildConnector.connector {
  // HTTP/1.1 alone: one request a connection, so that "it may have arrived" is known for each.
  const trust = { allowH2: false, ...(ca === undefined ? {} : { ca: [...ca] }) };
  const patient = buildConnector({ ...trust, timeout: CONNECT_TIMEOUT });
  const brisk = buildConnector({ ...trust, timeout: NEXT_ADDRESS });
  return (options, callback) => {
    const host = options.hostname.replace(/^\[|\]$/g, '');
    const servername = options.servername || (ipaddr.isValid(host) ? '' : host);
    const connectTo = ([address, ...others]: readonly [string, ...string[]]): void => {
      const connect = others.length === 0 ? patient : brisk;
      connect({ ...options, hostname: address, servername }, (error, socket) => {
        if (error === null) return callback(null, socket);
        const { fault, detail } = connectFault(error);
        // A certificate will not be better at the next address; a dead address family will.
        if (fault === 'connect' && isSome(others)) return connectTo(others);
        callback(new ConnectFault(fault, detail, error), null);
      });
    };
    judgedAddresses(guard, lookUp, host).then(connectTo, (error: unknown) =>
      callback(error instanceof ConnectFault ? error : new ConnectFault('dns', String(error)), null),
    );
  };
}

/** The addresses of a host that may be connected to; throws a `ConnectFault` when there is none. */
export async function judgedAddresses(
  guard: AddressGuard,
  lookUp: Lookup,
  host: string,
): Promise<readonly [string, ...string[]]> {
  const addresses = ipaddr.isValid(host) ? [host] : await lookedUp(lookUp, host);
  const fine = addresses.filter((address) => guard.faultOfAddress(host, address) === undefined);
  if (isSome(fine)) return fine;
  const [first] = addresses;
  const fault = first === undefined ? undefined : guard.faultOfAddress(host, first);
  throw new ConnectFault('blocked', fault ?? `${host} has no address`);
}

function isSome(addresses: readonly string[]): addresses is readonly [string, ...string[]] {
  return addresses.length > 0;
}

async function lookedUp(lookUp: Lookup, host: string): Promise<readonly string[]> {
  try {
    return await lookUp(host);
  } catch (error) {
    throw new ConnectFault(
      'dns',
      connectFault(error).fault === 'dns' ? `${host} is not known here` : `${host} could not be looked up`,
      error,
    );
  }
}

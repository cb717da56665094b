/** Opens connections: looks the host up once, judges each address, and connects to the very one that passed. */
import { lookup } from 'node:dns/promises';
import { buildConnector } from 'undici';
import ipaddr from 'ipaddr.js';
import type { AddressGuard } from './address-guard.ts';
import { ConnectFault, connectFault } from './outbound-fault.ts';

export type Lookup = (host: string) => Promise<readonly string[]>;

export const systemLookup: Lookup = async (host) => (await lookup(host, { all: true })).map((a) => a.address);

const CONNECT_TIMEOUT = 10_000;

export function guardedConnector(
  guard: AddressGuard,
  lookUp: Lookup,
  ca: readonly string[] | undefined,
): buildConnector.connector {
  const connect = buildConnector({ timeout: CONNECT_TIMEOUT, ...(ca === undefined ? {} : { ca: [...ca] }) });
  return (options, callback) => {
    const host = options.hostname.replace(/^\[|\]$/g, '');
    judgedAddress(guard, lookUp, host).then(
      (address) => {
        const servername = options.servername || (ipaddr.isValid(host) ? '' : host);
        const pinned = { ...options, hostname: address, servername };
        connect(pinned, (error, socket) => {
          if (error === null) return callback(null, socket);
          const { fault, detail } = connectFault(error);
          callback(new ConnectFault(fault, detail, error), null);
        });
      },
      (error) =>
        callback(error instanceof ConnectFault ? error : new ConnectFault('dns', String(error)), null),
    );
  };
}

async function judgedAddress(guard: AddressGuard, lookUp: Lookup, host: string): Promise<string> {
  const addresses = ipaddr.isValid(host) ? [host] : await lookedUp(lookUp, host);
  let fault: string | undefined;
  for (const address of addresses) {
    const blocked = guard.faultOfAddress(host, address);
    if (blocked === undefined) return address;
    fault ??= blocked;
  }
  throw new ConnectFault('blocked', fault ?? `${host} has no address`);
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

/** Whose word on where a request comes from is believed: `X-Forwarded-For` counts only from trusted proxies. */
import ipaddr from 'ipaddr.js';
import { AppError } from '../app/errors.ts';

/** `peer` is who is connected; `forwarded` the whole header, oldest hop first. */
export type RemoteReader = (peer: string | undefined, forwarded: string | undefined) => string;

export function remoteReader(proxies: readonly string[]): RemoteReader {
  const ranges = proxies.map(rangeOf);
  const isTrusted = (address: ipaddr.IPv4 | ipaddr.IPv6) =>
    ranges.some(([range, bits]) => address.kind() === range.kind() && address.match(range as never, bits));
  return (peer, forwarded) => {
    let found = addressOf(peer ?? '');
    if (found === undefined) return peer ?? '';
    // From the right: each hop was written down by the one before it, and the first stranger's word is his own.
    const hops = (forwarded ?? '').split(',').reverse();
    for (const hop of hops) {
      if (!isTrusted(found)) break;
      const next = addressOf(withoutPort(hop.trim()));
      if (next === undefined) break;
      found = next;
    }
    return found.toString();
  };
}

function addressOf(text: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  // Only the usual spelling: "1" and "0x7f.1" are addresses to some, and here a forger's.
  const usual = /^\d+\.\d+\.\d+\.\d+$/.test(text) || text.includes(':');
  return usual && ipaddr.isValid(text) ? ipaddr.process(text) : undefined;
}

/** Some proxies write "203.0.113.7:4711" or "[2001:db8::1]:4711". */
function withoutPort(hop: string): string {
  return /^\[([^\]]+)\](?::\d+)?$/.exec(hop)?.[1] ?? /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(hop)?.[1] ?? hop;
}

function rangeOf(text: string): readonly [ipaddr.IPv4 | ipaddr.IPv6, number] {
  if (ipaddr.isValidCIDR(text)) return ipaddr.parseCIDR(text);
  const address = addressOf(text);
  if (address !== undefined) return [address, address.kind() === 'ipv4' ? 32 : 128];
  throw new AppError('wrong-use', `${JSON.stringify(text)} is neither an address nor a network`, {
    path: '--trusted-proxy',
    remedy: 'write 10.0.0.7 or 10.0.0.0/8, several with commas',
  });
}

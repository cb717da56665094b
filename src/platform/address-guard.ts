/** Which hosts and addresses Tabduty may connect to: the public internet, and what the operator has allowed. */
import ipaddr from 'ipaddr.js';

export type GuardSettings = {
  /** Host names and CIDRs (or single addresses) that may be reached although they are private. */
  readonly allow: readonly string[];
  /** Hosts (or host:port) that may be spoken to without TLS. */
  readonly plainHttp: readonly string[];
};

export type AddressGuard = {
  /** A sentence when this URL may not be asked for at all, judged without DNS. */
  faultOfUrl(url: URL): string | undefined;
  /** A sentence when this host may not be spoken to without TLS. */
  faultOfPlain(host: string, port: number): string | undefined;
  /** A sentence when this address may not be connected to on behalf of this host. */
  faultOfAddress(host: string, address: string): string | undefined;
  /** What can be said of a host name alone, when a proxy looks it up: a sentence when it is an inside name. */
  faultOfName(host: string): string | undefined;
};

type Range = readonly [ipaddr.IPv4 | ipaddr.IPv6, number];

export function addressGuard(settings: GuardSettings): AddressGuard {
  const ranges: Range[] = [];
  const hosts = new Set<string>();
  for (const entry of settings.allow) {
    const range = rangeOf(entry);
    if (range) ranges.push(range);
    else hosts.add(entry.toLowerCase());
  }
  const plain = new Set(settings.plainHttp.map((h) => h.toLowerCase()));

  const faultOfAddress = (host: string, address: string): string | undefined => {
    if (!ipaddr.isValid(address)) return `${address} is not an address`;
    // `process` turns an IPv4 address inside an IPv6 one into the IPv4 one, so that it is judged as what it reaches.
    const parsed = ipaddr.process(address);
    if (parsed.range() === 'unicast' || hosts.has(host.toLowerCase())) return undefined;
    if (ranges.some(([range, bits]) => parsed.kind() === range.kind() && parsed.match(range as never, bits)))
      return undefined;
    const cidr = `${parsed.toString()}/${parsed.kind() === 'ipv4' ? 32 : 128}`;
    return `${host} is at ${parsed.toString()}, which is not a public address; to allow it, start Tabduty with --outbound-allow ${cidr}`;
  };

  const faultOfPlain = (host: string, port: number): string | undefined => {
    const name = host.toLowerCase();
    if (plain.has(name) || plain.has(`${name}:${port}`)) return undefined;
    return `${host} would be spoken to without TLS; to allow it, start Tabduty with --outbound-plain-http ${host}`;
  };

  return {
    faultOfPlain,
    faultOfUrl(url) {
      if (url.username !== '' || url.password !== '')
        return 'an address with a user name or password in it is not used';
      if (url.protocol !== 'https:' && url.protocol !== 'http:')
        return `${url.protocol} is not used, only https`;
      if (
        url.protocol === 'http:' &&
        !plain.has(url.host.toLowerCase()) &&
        !plain.has(bareHost(url).toLowerCase())
      )
        return `${url.host} would be spoken to without TLS; to allow it, start Tabduty with --outbound-plain-http ${bareHost(url)}`;
      const literal = bareHost(url);
      return ipaddr.isValid(literal) ? faultOfAddress(literal, literal) : undefined;
    },
    faultOfAddress,
    faultOfName(host) {
      const name = host.toLowerCase().replace(/\.$/, '');
      if (hosts.has(name) || ipaddr.isValid(name) || !INSIDE_NAME.test(name)) return undefined;
      return `${name} is a name inside a network; to allow it, start Tabduty with --outbound-allow ${name}`;
    },
  };
}

/** https://www.rfc-editor.org/rfc/rfc6761 and what clouds and homes call their own; a name without a dot is local too. */
const INSIDE_NAME = /(^|\.)(localhost|local|internal|home\.arpa|lan)$|^[^.]+$/;

/** `new URL` has turned every odd spelling of an address into the usual one; IPv6 loses its brackets here. */
export function bareHost(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}

function rangeOf(entry: string): Range | undefined {
  if (ipaddr.isValidCIDR(entry)) return ipaddr.parseCIDR(entry);
  if (!ipaddr.isValid(entry)) return undefined;
  const address = ipaddr.process(entry);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}

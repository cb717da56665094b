import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressGuard, bareHost } from './address-guard.ts';

const strict = addressGuard({ allow: [], plainHttp: [] });

describe('the guard of outgoing addresses', () => {
  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.16.0.1',
    '192.168.1.1',
    '100.64.0.1',
    '169.254.169.254',
    '0.0.0.0',
    '224.0.0.1',
    '::1',
    '::',
    'fe80::1',
    'fc00::1',
    'ff02::1',
    '::ffff:127.0.0.1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '2001::1',
  ])('refuses %s, which is not on the public internet', (address) => {
    expect(strict.faultOfAddress('somewhere.example.com', address)).toMatch(/--outbound-allow/);
  });

  it.each(['93.184.216.34', '2606:2800:220:1:248:1893:25c8:1946', '::ffff:93.184.216.34'])(
    'lets %s pass',
    (address) => {
      expect(strict.faultOfAddress('example.com', address)).toBeUndefined();
    },
  );

  it.each([
    'https://2130706433/',
    'https://0x7f.1/',
    'https://0177.0.0.1/',
    'https://[::ffff:7f00:1]/',
    'https://127.1/',
  ])('sees through the odd spelling %s of the own machine', (spelling) => {
    expect(strict.faultOfUrl(new URL(spelling))).toMatch(/127\.0\.0\.1/);
  });

  it('lets an allowed network, a single address and a host by name pass, and nothing beside them', () => {
    const guard = addressGuard({
      allow: ['10.1.0.0/16', '192.168.7.7', 'Inside.example.com'],
      plainHttp: [],
    });

    expect(guard.faultOfAddress('a.example.com', '10.1.200.3')).toBeUndefined();
    expect(guard.faultOfAddress('a.example.com', '10.2.0.1')).toBeDefined();
    expect(guard.faultOfAddress('a.example.com', '192.168.7.7')).toBeUndefined();
    expect(guard.faultOfAddress('a.example.com', '192.168.7.8')).toBeDefined();
    expect(guard.faultOfAddress('inside.example.com', '10.9.9.9')).toBeUndefined();
  });

  it('names the setting that would allow an address', () => {
    expect(strict.faultOfAddress('tableau.acme.lan', '10.1.2.3')).toBe(
      'tableau.acme.lan is at 10.1.2.3, which is not a public address; to allow it, start Tabduty with --outbound-allow 10.1.2.3/32',
    );
  });

  it('speaks without TLS only to the hosts it is told to', () => {
    const guard = addressGuard({ allow: ['127.0.0.1'], plainHttp: ['127.0.0.1:8400', 'sink.example.com'] });

    expect(guard.faultOfUrl(new URL('http://127.0.0.1:8400/'))).toBeUndefined();
    expect(guard.faultOfUrl(new URL('http://127.0.0.1:8401/'))).toMatch(/without TLS.*--outbound-plain-http/);
    expect(guard.faultOfUrl(new URL('http://sink.example.com:99/'))).toBeUndefined();
    expect(guard.faultOfUrl(new URL('ftp://sink.example.com/'))).toMatch(/only https/);
  });

  it('refuses a user name or password in an address', () => {
    expect(strict.faultOfUrl(new URL('https://me:pw@example.com/'))).toMatch(/user name or password/);
  });

  it('refuses names of inside networks when a proxy looks them up', () => {
    const guard = addressGuard({ allow: ['printer'], plainHttp: [] });

    for (const name of ['localhost', 'a.localhost', 'db.internal', 'nas.local.', 'intranet'])
      expect(guard.faultOfName(name)).toMatch(/inside a network/);
    expect(guard.faultOfName('prod-12.westeurope.logic.azure.com')).toBeUndefined();
    expect(guard.faultOfName('printer')).toBeUndefined();
  });

  it('judges every IPv4 address the same, however it is wrapped and spelled', () => {
    const octets = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255));
    fc.assert(
      fc.property(octets, (parts) => {
        const dotted = parts.join('.');
        const number = parts.reduce((sum, part) => sum * 256 + part, 0);
        const judged = (url: string) => strict.faultOfUrl(new URL(url)) === undefined;

        expect(judged(`https://${number}/`)).toBe(judged(`https://${dotted}/`));
        expect(judged(`https://[::ffff:${dotted}]/`)).toBe(judged(`https://${dotted}/`));
      }),
    );
  });

  it('takes the brackets off an IPv6 literal', () => {
    expect(bareHost(new URL('https://[::1]:8443/'))).toBe('::1');
  });
});

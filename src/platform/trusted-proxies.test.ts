import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { remoteReader } from './trusted-proxies.ts';

describe('where a request comes from', () => {
  const read = remoteReader(['10.0.0.0/8', '127.0.0.1', '::1']);

  it.each<[string, string | undefined, string]>([
    ['203.0.113.9', '198.51.100.1', '203.0.113.9'],
    ['127.0.0.1', undefined, '127.0.0.1'],
    ['127.0.0.1', '198.51.100.1', '198.51.100.1'],
    ['::ffff:127.0.0.1', '198.51.100.1', '198.51.100.1'],
    ['127.0.0.1', '6.6.6.6, 198.51.100.1, 10.1.2.3', '198.51.100.1'],
    ['127.0.0.1', '198.51.100.1:4711', '198.51.100.1'],
    ['127.0.0.1', '[2001:db8::5]:4711', '2001:db8::5'],
    ['127.0.0.1', 'unknown', '127.0.0.1'],
    ['127.0.0.1', '6.6.6.6, <script>, 10.1.2.3', '10.1.2.3'],
    ['127.0.0.1', '10.0.0.1', '10.0.0.1'],
  ])('from %s saying %s it is %s', (peer, forwarded, expected) => {
    expect(read(peer, forwarded)).toBe(expected);
  });

  it('is never what a stranger says', () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.string(), (peer, forwarded) => {
        fc.pre(!peer.startsWith('10.') && peer !== '127.0.0.1');
        expect(read(peer, forwarded)).toBe(peer);
      }),
    );
  });

  it('refuses what is no network', () => {
    expect(() => remoteReader(['proxy.example'])).toThrow('neither an address nor a network');
  });
});

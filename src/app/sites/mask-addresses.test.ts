import { expect, it } from 'vitest';
import { maskAddresses } from './mask-addresses.ts';

it.each([
  [
    'Cannot connect to https://x.example:8443/a/hooks/id.mac: closed',
    'Cannot connect to https://x.example:8443/…',
  ],
  ['url="https://x.example/hooks/id.mac" is bad', 'url="https://x.example/…" is bad'],
  ['nothing of an address', 'nothing of an address'],
])('keeps the host alone: %s', (text, expected) => {
  expect(maskAddresses(text)).toContain(expected);
  expect(maskAddresses(text)).not.toContain('id.mac');
});

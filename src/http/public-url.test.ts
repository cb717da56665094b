import { expect, it } from 'vitest';
import { readPublicUrl, withoutBase } from './public-url.ts';

it.each([
  ['https://x.example', 'https://x.example', ''],
  ['https://x.example/', 'https://x.example', ''],
  ['https://x.example:8443/tabduty/', 'https://x.example:8443/tabduty', '/tabduty'],
])('reads %s', (text, url, basePath) => {
  expect(readPublicUrl(text)).toEqual({ url, basePath });
});

it.each([
  'x.example',
  'ftp://x.example',
  'https://u:p@x.example',
  'https://x.example/?a=1',
  'https://x.example/#a',
  '',
])('refuses %j with a remedy', (text) => {
  expect(() => readPublicUrl(text)).toThrow('is no public address');
});

it.each([
  ['/tabduty/hooks/k?x=1', '/tabduty', '/hooks/k?x=1'],
  ['/hooks/k', '/tabduty', '/hooks/k'],
  ['/tabdutyhooks/k', '/tabduty', '/tabdutyhooks/k'],
  ['/tabduty', '/tabduty', '/tabduty'],
  ['/hooks/k', '', '/hooks/k'],
])('%s below %j is %s', (target, basePath, expected) => {
  expect(withoutBase(target, basePath)).toBe(expected);
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeCall } from './decode.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

it('never throws, whatever the bytes, and says why it does not understand', () => {
  const nearly = fc
    .record(
      {
        event_type: fc.oneof(fc.constant('DatasourceRefreshFailed'), fc.anything()),
        resource_name: fc.anything(),
        resource_luid: fc.oneof(fc.string(), fc.anything()),
        site_luid: fc.anything(),
        created_at: fc.oneof(fc.constant('2026-09-21T12:00:00Z'), fc.anything()),
        text: fc.oneof(fc.constant(' posted at 9999-99-99T99:99:99Z'), fc.anything()),
        __proto__: fc.anything(),
      },
      { requiredKeys: [] },
    )
    .map((value) => bytes(JSON.stringify(value, (_key, v) => (typeof v === 'bigint' ? String(v) : v)) ?? ''));
  const any = fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.json().map(bytes), nearly);
  fc.assert(
    fc.property(any, (body) => {
      const decoded = decodeCall(body);
      if (decoded.kind === 'not-understood') expect(decoded.remark).not.toBe('');
      if (decoded.kind === 'event') expect(typeof decoded.luid).toBe('string');
    }),
    { numRuns: 2000 },
  );
});

it('takes a nesting that is deeper than any stack', () => {
  expect(decodeCall(bytes('['.repeat(200_000)))).toMatchObject({ kind: 'not-understood' });
  const deep = `{"event_type":"DatasourceRefreshFailed","resource_luid":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
  expect(decodeCall(bytes(deep)).kind).toBe('not-understood');
});

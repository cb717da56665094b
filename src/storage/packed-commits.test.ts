import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Change, insert, remove, update } from '../domain/change.ts';
import { aCall } from '../../test/fixtures/records.ts';
import { commitPacker, commitUnpacker } from './packed-commits.ts';
import { statementOf } from './write.ts';

const change = fc.oneof(
  fc.record({ id: fc.string(), value: fc.string() }).map((row) => insert('facts', row)),
  fc
    .record({ id: fc.string(), body: fc.uint8Array() })
    .map(({ id, body }) => insert('calls', aCall({ id, body }))),
  fc.string().map((id) => update('calls', id, { state: 'done' }, { state: 'pending' })),
  fc.string().map((id) => remove('told', id)),
);

describe('commits on their way to the writer', () => {
  it('arrive as they were sent, batch after batch', () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.array(change))), (batches) => {
        const [pack, unpack] = [commitPacker(), commitUnpacker()];
        for (const commits of batches) {
          const { packed, transfer, bugs } = pack(commits);
          expect(bugs.size).toBe(0);
          const arrived = unpack(structuredClone(packed, { transfer: [...transfer] }));
          expect(arrived).toEqual(commits.map((changes) => changes.map(statementOf)));
        }
      }),
    );
  });

  it('leave the bytes of the sender as they are', () => {
    const body = new TextEncoder().encode('hello');
    const { packed, transfer } = commitPacker()([[insert('calls', aCall({ body }))]]);
    structuredClone(packed, { transfer: [...transfer] });
    expect(new TextDecoder().decode(body)).toBe('hello');
  });

  it('name the commit that is no statement, and send its neighbours', () => {
    const broken = insert('facts', { id: 'a', value: undefined as unknown as string });
    const { packed, bugs } = commitPacker()([[insert('facts', { id: 'b', value: '' })], [broken as Change]]);
    expect([...bugs.keys()]).toEqual([1]);
    expect(commitUnpacker()(packed).map((statements) => statements.length)).toEqual([1, 0]);
  });
});

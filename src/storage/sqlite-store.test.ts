import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { aCall, NOON } from '../../test/fixtures/records.ts';
import { temporaryFolder } from '../../test/harness/temp.ts';
import { insert, put, remove, update } from '../domain/change.ts';
import { columnName } from './column.ts';
import { SqliteCore } from './sqlite-core.ts';
import { openSqliteStore } from './sqlite-store.ts';
import { TABLES } from './tables.ts';

const fresh = () => openSqliteStore(join(temporaryFolder(), 'tabduty.db'));

describe('the SQLite store', () => {
  it('gives back a call byte for byte, also when the bytes are no text', async () => {
    const store = await fresh();
    const body = new Uint8Array([0xff, 0x00, 0xd8, 0x00, 0x7b]);

    await store.commit([insert('calls', aCall({ body, remark: 'näme' }))]);

    expect(await store.ask('call', { id: 'call-1' })).toEqual(aCall({ body, remark: 'näme' }));
    await store.close();
  });

  it('writes all of a commit or nothing, and neighbours in the same group are untouched', async () => {
    const store = await fresh();
    await store.commit([put('facts', { id: 'a', value: '1' })]);

    const [stale, done, bug] = await Promise.allSettled([
      store.commit([
        put('facts', { id: 'b', value: '1' }),
        update('facts', 'a', { value: '2' }, { value: 'other' }),
      ]),
      store.commit([put('facts', { id: 'c', value: '1' })]),
      store.commit([put('facts', { id: 'd', value: undefined as unknown as string })]),
    ]);

    expect([stale, done]).toEqual([
      { status: 'fulfilled', value: 'stale' },
      { status: 'fulfilled', value: 'done' },
    ]);
    expect(bug.status).toBe('rejected');
    expect(await store.ask('fact', { id: 'a' })).toEqual({ id: 'a', value: '1' });
    expect(await store.ask('fact', { id: 'b' })).toBeUndefined();
    expect(await store.ask('fact', { id: 'c' })).toEqual({ id: 'c', value: '1' });
    await store.close();
  });

  it('answers stale when a unique value is taken', async () => {
    const store = await fresh();
    await store.commit([insert('calls', aCall())]);

    expect(await store.commit([insert('calls', aCall())])).toBe('stale');
    await store.close();
  });

  it('tells listeners which tables a commit touched, and none for a stale one', async () => {
    const store = await fresh();
    const heard: string[] = [];
    store.onCommit((tables) => heard.push([...tables].join()));

    await store.commit([put('facts', { id: 'a', value: '1' }), insert('calls', aCall())]);
    await store.commit([update('facts', 'none', { value: '1' })]);
    await store.commit([remove('facts', 'a')]);

    expect(heard).toEqual(['facts,calls', '', 'facts']);
    await store.close();
  });

  it('has a column for every field of every record, and a field for every column', () => {
    const path = join(temporaryFolder(), 'tabduty.db');
    const core = new SqliteCore(path, 'writer');
    core.migrate();
    core.close();
    const db = new DatabaseSync(path);

    for (const spec of Object.values(TABLES)) {
      const columns = db.prepare(`PRAGMA table_info(${spec.name})`).all() as {
        name: string;
        notnull: number;
        pk: number;
      }[];
      const declared = Object.entries(spec.columns).map(
        ([f, kind]) => `${columnName(f)}${kind.endsWith('?') ? '?' : ''}`,
      );
      expect(columns.map((c) => `${c.name}${c.notnull === 0 && c.pk === 0 ? '?' : ''}`).sort()).toEqual(
        declared.sort(),
      );
    }
    db.close();
  });

  it('finds pending work by its partial indexes, not by reading the table', () => {
    const path = join(temporaryFolder(), 'tabduty.db');
    const core = new SqliteCore(path, 'writer');
    core.migrate();

    const plans = [
      core.explain('pendingCalls', { limit: 1 }),
      core.explain('dueIncarnations', { at: NOON, limit: 1 }),
      core.explain('dueGroups', { at: NOON, limit: 1, most: 9 }),
      core.explain('dueReasons', { at: NOON, limit: 1, exceptSources: ['acme'] }),
      core.explain('dueDeliveries', { at: NOON, limit: 1, exceptLanes: [] }),
      core.explain('abandonedClaims', { bootId: 'x', limit: 1 }),
      core.explain('troubles', { deadSince: NOON, toldSince: NOON, limit: 1 }),
    ].flat();

    // In the order of ids, too, all of a table is read.
    const whole =
      /SCAN (calls|alerts|incarnations|groups|reasons|deliveries)(?! USING (COVERING )?INDEX (?!sqlite_))/;
    expect(plans.filter((step) => whole.test(step))).toEqual([]);
    core.close();
  });

  it('finds what waits on a way out without reading what was ever sent', () => {
    const core = new SqliteCore(':memory:', 'writer');
    core.migrate();

    const plans = [
      core.explain('laneBoard', { lanes: ['teams:bi'] }),
      core.explain('fallBackBoard', { destinationId: 'bi/1', ways: ['spare/1'], limit: 10 }),
      core.explain('summedUpPages', {
        ...{ destinationId: '@ana/ntfy', before: 'x', since: NOON, limit: 10 },
      }),
    ].flat();

    // Of everything in the table all that belongs to a group is nearly all.
    expect(plans.filter((step) => /deliveries_group/.test(step))).toEqual([]);
    core.close();
  });
});

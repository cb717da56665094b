import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../test/harness/temp.ts';
import { NOON } from '../../test/fixtures/records.ts';
import { openFault } from '../open-fault.ts';
import { readBackup } from './backup-file.ts';
import { MIGRATIONS } from './migrations.ts';
import { SqliteCore } from './sqlite-core.ts';
import { StorageFault } from './storage-fault.ts';
import { copyBeforeUpgrade, upgradeCopies } from './upgrade-copy.ts';

/** A database as an older version left it, with a call in it. */
function olderDatabase(schema: number): string {
  const file = join(temporaryFolder(), 'tabduty.db');
  const db = new DatabaseSync(file);
  db.exec('PRAGMA journal_mode = WAL');
  for (const migration of MIGRATIONS.slice(0, schema)) db.exec(migration);
  db.exec(`PRAGMA user_version = ${schema}; INSERT INTO facts (id, value) VALUES ('mine', 'kept')`);
  db.close();
  return file;
}

it.each(MIGRATIONS.map((_, i) => i + 1).slice(0, -1))(
  'a database of schema %i is copied before it is brought up to date, and both work',
  async (schema) => {
    const file = olderDatabase(schema);
    const copy = (await copyBeforeUpgrade(file, NOON)) ?? '';
    const core = new SqliteCore(file, 'writer');
    core.migrate();

    expect(core.ask('fact', { id: 'mine' })?.value).toBe('kept');
    core.close();
    expect(readBackup(copy)).toMatchObject({ schema, madeAt: NOON });
  },
);

it('makes no copy where nothing changes: a new folder, this schema, a newer one, or no database at all', async () => {
  const folder = temporaryFolder();
  const file = join(folder, 'tabduty.db');
  expect(await copyBeforeUpgrade(file, NOON)).toBeUndefined();
  new SqliteCore(file, 'writer').close();
  expect(await copyBeforeUpgrade(file, NOON)).toBeUndefined();
  const core = new SqliteCore(file, 'writer');
  core.migrate();
  core.close();
  expect(await copyBeforeUpgrade(file, NOON)).toBeUndefined();
  const newer = new DatabaseSync(file);
  newer.exec('PRAGMA user_version = 9999');
  newer.close();
  expect(await copyBeforeUpgrade(file, NOON)).toBeUndefined();
  expect(readdirSync(folder).filter((f) => f.endsWith('.backup'))).toEqual([]);
});

it('refuses to begin when there is no room for it, and the database stays as it was', async () => {
  const file = olderDatabase(3);
  const refused = await copyBeforeUpgrade(file, NOON, () => 1024).catch((error: unknown) => error);

  expect(refused).toMatchObject({ kind: 'full', message: expect.stringMatching(/needs \d+ MB of room/) });
  expect(upgradeCopies(join(file, '..'))).toEqual([]);
});

it('keeps the two newest, and whoever runs an older version is told the way back', async () => {
  const file = olderDatabase(1);
  for (let schema = 1; schema < 4; schema++) {
    if (schema > 1) {
      const db = new DatabaseSync(file);
      db.exec(`${MIGRATIONS[schema - 1]}; PRAGMA user_version = ${schema}`);
      db.close();
    }
    await copyBeforeUpgrade(file, NOON);
  }
  expect(upgradeCopies(join(file, '..')).map(({ schema }) => schema)).toEqual([3, 2]);
  const { remedy } = openFault(new StorageFault('newer', 'the database has schema 9999'), file);
  expect(remedy).toContain('before-upgrade-schema-3.backup --replace');
});

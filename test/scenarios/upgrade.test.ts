/** An update that is killed in the middle of the migrations, again and again: the next start ends it, and nothing is lost. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished, vi } from 'vitest';
import { restoreBackup } from '../../src/keep-safe.ts';
import { MIGRATIONS } from '../../src/storage/migrations.ts';
import { upgradeCopies } from '../../src/storage/upgrade-copy.ts';
import { tableauBody } from '../harness/pipeline.ts';
import { itemsIn, QUIET_CONFIG } from '../harness/posts.ts';
import { startProgram } from '../harness/program.ts';
import { temporaryFolder } from '../harness/temp.ts';

const UPGRADE = fileURLToPath(new URL('../harness/upgrade-until-killed.ts', import.meta.url));
const KILLS = 20;
const CALLS = 400;

it('is ended by the next start, keeps every call, and the copy from before it can be brought back', {
  timeout: 180_000,
}, async () => {
  const { data, file, names } = oldInstallation();
  const all = statementsOfTheUpgrade();

  const schemas = new Set<number>();
  for (let i = 0; i < KILLS; i++) {
    // The last ones are the very end: before and after the schema has its number.
    const point = i < KILLS - 3 ? 1 + Math.floor((i * all) / (KILLS - 3)) : all - (KILLS - 1 - i);
    const { signal, stderr } = upgrade(file, point);
    expect([signal, stderr]).toEqual(['SIGKILL', '']);
    schemas.add(schemaOf(file));
    expect(itemsIn(data)).toEqual(names);
  }
  // All or nothing: what was killed is as the version before has left it, which can still be started.
  expect(schemas).toEqual(new Set([1]));

  await startedAndRead(data);
  expect(schemaOf(file)).toBe(MIGRATIONS.length);
  expect(itemsIn(data)).toEqual(names);
  expect(tablesOf(file)).toEqual(tablesOf(freshDatabase()));

  const copies = upgradeCopies(data);
  expect(copies.map(({ schema }) => schema)).toEqual([1]);
  await restoreBackup({ data, keyFile: undefined }, { from: copies[0]?.file ?? '', replace: true });
  expect(schemaOf(file)).toBe(1);
  expect(itemsIn(data)).toEqual(names);
  await startedAndRead(data);
  expect(schemaOf(file)).toBe(MIGRATIONS.length);
});

/** The first schema with calls that nobody has read yet. */
function oldInstallation() {
  const data = join(temporaryFolder(), 'data');
  mkdirSync(data, { mode: 0o700 });
  const file = join(data, 'tabduty.db');
  const db = new DatabaseSync(file);
  db.exec(`PRAGMA journal_mode = WAL; ${MIGRATIONS[0]}; PRAGMA user_version = 1; BEGIN`);
  const row = db.prepare(
    "INSERT INTO calls (id, source, received_at, remote, content_type, user_agent, body, state, tries) VALUES (?, 'acme', ?, '', 'application/json', '', ?, 'pending', 0)",
  );
  const names = new Set(Array.from({ length: CALLS }, (_, i) => `item-${i}`));
  for (const name of names) {
    const body = { ...tableauBody({ resource_name: name, resource_luid: name }), text: 'x'.repeat(2000) };
    row.run(`call-${name}`, Date.now(), Buffer.from(JSON.stringify(body)));
  }
  db.exec('COMMIT');
  db.close();
  return { data, file, names };
}

function statementsOfTheUpgrade(): number {
  const { status, stdout } = upgrade(oldInstallation().file, 0);
  expect(status).toBe(0);
  return Number(stdout);
}

function upgrade(file: string, killBefore: number) {
  const argv = [UPGRADE, file, String(killBefore)];
  return spawnSync(process.execPath, argv, { encoding: 'utf8' });
}

/** The real program makes what is left of the upgrade, and what the calls say is known then. */
async function startedAndRead(data: string): Promise<void> {
  const config = join(temporaryFolder(), 'tabduty.yaml');
  writeFileSync(config, QUIET_CONFIG);
  const program = await startProgram(data, ['--config', config, '--public-listen', '127.0.0.1:0']);
  onTestFinished(() => program.kill());
  const headers = { authorization: `Bearer ${program.token}` };
  await vi.waitFor(
    async () => {
      const status = (await (await fetch(`${program.url}/api/v1/status`, { headers })).json()) as object;
      expect(status).toMatchObject({ pendingCalls: 0, stuckCalls: 0 });
    },
    { timeout: 30_000 },
  );
  const answer = await fetch(`${program.url}/api/v1/alerts?limit=500`, { headers });
  expect(((await answer.json()) as { items: unknown[] }).items).toHaveLength(CALLS);
  expect(await program.stop()).toBe(0);
}

function freshDatabase(): string {
  const file = join(temporaryFolder(), 'tabduty.db');
  expect(upgrade(file, 0).status).toBe(0);
  return file;
}

function read(file: string, sql: string): readonly unknown[] {
  const db = new DatabaseSync(file, { readOnly: true });
  try {
    return db.prepare(sql).all();
  } finally {
    db.close();
  }
}

function schemaOf(file: string): number {
  return (read(file, 'PRAGMA user_version') as { user_version: number }[])[0]?.user_version ?? -1;
}

function tablesOf(file: string): readonly unknown[] {
  return read(file, "SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY name");
}

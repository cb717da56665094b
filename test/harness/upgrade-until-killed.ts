/**
 * A process of its own that brings a database up to date as a start does, and is killed before one of the statements:
 * `node upgrade-until-killed.ts DATABASE K`. With 0 it is not killed, and says how many there were.
 */
import { DatabaseSync } from 'node:sqlite';
import { instant } from '../../src/domain/time/instant.ts';
import { SqliteCore } from '../../src/storage/sqlite-core.ts';
import { copyBeforeUpgrade } from '../../src/storage/upgrade-copy.ts';

const [, , database = '', killBefore = ''] = process.argv;
let statements = 0;

const real = DatabaseSync.prototype.exec;
DatabaseSync.prototype.exec = function exec(sql: string) {
  // The settings of a connection are no part of it; no migration has a semicolon in a text or a trigger.
  for (const statement of sql.split(';').filter((one) => one.trim() !== '')) {
    const changes = !/PRAGMA (?!user_version)/.test(statement);
    if (changes && ++statements === Number(killBefore)) process.kill(process.pid, 'SIGKILL');
    real.call(this, statement);
  }
};

await copyBeforeUpgrade(database, instant(Date.now()));
statements = 0;
const core = new SqliteCore(database, 'writer');
core.migrate();
core.close();
console.log(statements);

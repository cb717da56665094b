import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../test/harness/temp.ts';
import { type Instant, instant } from '../domain/time/instant.ts';
import { isMissing, readMark, removeMark, writeMark } from './mark-file.ts';

const at: Instant = instant(1_795_547_306_639);

it('is read as it was written, and gone once it was removed', () => {
  const folder = temporaryFolder();
  const database = join(folder, 'tabduty.db');
  writeMark(database, { count: 1, at });
  writeMark(database, { count: 2, at });

  expect(readMark(database)).toEqual({ count: 2, at });
  expect(readdirSync(folder)).toEqual(['tabduty.db-mark']);
  expect(isMissing(database)).toBe(true);
  removeMark(database);
  removeMark(database);
  expect(readMark(database)).toBeUndefined();
});

it.each(['', '7', 'x 2026-11-24T19:08:26.639Z', '-1 2026-11-24T19:08:26.639Z', '7 soon'])(
  'says nothing when a loss of power left %j',
  (text) => {
    const database = join(temporaryFolder(), 'tabduty.db');
    writeFileSync(`${database}-mark`, text);

    expect(readMark(database)).toBeUndefined();
  },
);

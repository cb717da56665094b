import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { aPolicy } from '../../../test/fixtures/policy.ts';
import { temporaryFolder } from '../../../test/harness/temp.ts';
import { systemClock } from '../../platform/clock.ts';
import { uuidV7 } from '../../platform/ids.ts';
import { openSqliteStore } from '../../storage/sqlite-store.ts';
import { hookDirectory } from './hook-directory.ts';

it('gives the address that is stored, also when two refreshes make the hook at the same moment', async () => {
  const store = await openSqliteStore(join(temporaryFolder(), 'tabduty.db'));
  onTestFinished(() => store.close());
  const mintHook = (id: string, generation: number) => `${id}.${generation}`;
  const hooks = hookDirectory({ store, ids: uuidV7(systemClock), clock: systemClock, mintHook });

  await Promise.all([hooks.refresh(aPolicy()), hooks.refresh(aPolicy())]);
  const given = hooks.pathOf('acme');
  await hooks.refresh(aPolicy());

  expect(hooks.pathOf('acme')).toBe(given);
  expect(hooks.sourceOf(given?.replace('/hooks/', '') ?? '')).toBe('acme');
});

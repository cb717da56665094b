import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { FLOW, SMALL_CONFIG } from '../../../test/fixtures/config.ts';
import { startConfigDesk } from '../../../test/harness/config.ts';
import { watchFile } from '../../platform/watch-file.ts';
import { reloadConfig, reportUnreadFile, startFromFile, takeConfigFile } from './follow-config-file.ts';
import { loadPolicy } from './load-policy.ts';

const TEXT = SMALL_CONFIG.replaceAll('${secret:', '${env:');
const FAULTY = TEXT.replace('tell: ops', 'tell: nobody');

function desk(env: Record<string, string | undefined> = { 'acme-pat': 'pat', 'teams-ops': FLOW }) {
  return { env, ...startConfigDesk({ managedBy: 'c.yaml', env }) };
}

describe('a configuration file', () => {
  it('becomes a revision by `file`, once', async () => {
    const { deps } = desk();

    expect(await takeConfigFile(deps, 'c.yaml', TEXT)).toBe('accepted');
    expect(await takeConfigFile(deps, 'c.yaml', TEXT)).toBe('unchanged');
    expect(await deps.store.ask('revisions', { limit: 9 })).toMatchObject([{ number: 1, author: 'file' }]);
    expect(deps.holder.current().revision).toBe(1);
  });

  it('with faults leaves in force what was in force, and shows the faults', async () => {
    const { deps, logged } = desk();
    await takeConfigFile(deps, 'c.yaml', TEXT);
    const answer = await takeConfigFile(deps, 'c.yaml', FAULTY);

    expect(answer).toBe('refused');
    expect(deps.holder.current().revision).toBe(1);
    expect(deps.status.last()).toMatchObject({
      of: 'c.yaml',
      accepted: false,
      faults: [{ path: 'routes[0].tell', line: 10 }],
    });
    expect(logged.at(-1)).toBe('c.yaml has faults (1); the last good configuration stays in force');
  });

  it('with faults at the start is replaced by the last good revision', async () => {
    const { deps } = desk();
    await takeConfigFile(deps, 'c.yaml', TEXT);
    const next = { ...deps, holder: desk().deps.holder };
    await startFromFile(next, 'c.yaml', FAULTY);

    expect(next.holder.current().revision).toBe(1);
    expect(next.status.last()).toMatchObject({ of: 'c.yaml', accepted: false });
  });

  it('with faults at the very first start ends it, with the place of the first fault', async () => {
    const { deps } = desk();

    await expect(startFromFile(deps, 'c.yaml', FAULTY)).rejects.toMatchObject({
      code: 'configuration',
      message: 'routes[0].tell there is no receiver "nobody"',
      path: 'c.yaml:10:11',
      remedy: 'there is ops',
    });
  });

  it('gives new values of secrets when it is read again', async () => {
    const { deps, env } = desk();
    await takeConfigFile(deps, 'c.yaml', TEXT);
    env['acme-pat'] = 'renewed';
    await takeConfigFile(deps, 'c.yaml', TEXT);

    expect(deps.holder.current().sites.get('acme')?.pat?.secret).toBe('renewed');
  });

  it('that was refused for a missing secret comes into force when the secret is there', async () => {
    const { deps, env } = desk();
    await takeConfigFile(deps, 'c.yaml', TEXT);
    const next = `${TEXT}operators: [receiver:ops]\n`.replace('env:teams-ops', 'env:teams-new');
    await takeConfigFile(deps, 'c.yaml', next);
    env['teams-new'] = FLOW;
    await reloadConfig(deps);

    expect(deps.holder.current()).toMatchObject({ revision: 2, operators: ['ops'] });
    expect(deps.status.last()).toMatchObject({ accepted: true, faults: [] });
  });

  it('that cannot be read has a fault, which is over when it is back as it was', async () => {
    const { deps, folder } = desk();
    const file = join(folder, 'c.yaml');
    writeFileSync(file, TEXT);
    await startFromFile(deps, file, TEXT);
    let changed: () => void = () => undefined;
    const next = () => new Promise<void>((resolve) => (changed = resolve));
    const watched = watchFile(file, TEXT, {
      quietMs: 5,
      onText: async (text) => {
        await takeConfigFile(deps, file, text);
        changed();
      },
      onError: (error) => {
        reportUnreadFile(deps, file, error);
        changed();
      },
    });
    onTestFinished(() => watched.stop());
    const gone = next();
    rmSync(file);
    await gone;
    const fault = { message: 'the file cannot be read: it is not there', remedy: 'check the path' };
    expect(deps.status.last()).toMatchObject({ of: file, accepted: false, faults: [fault] });
    const back = next();
    writeFileSync(file, TEXT);
    await back;

    expect(deps.status.last()).toMatchObject({ of: file, accepted: true });
  });

  it('comes into force while it is watched', async () => {
    const { deps, folder } = desk();
    const file = join(folder, 'c.yaml');
    writeFileSync(file, TEXT);
    await startFromFile(deps, file, TEXT);
    const changed = new Promise<number>((resolve) =>
      deps.holder.subscribe((policy) => resolve(policy.revision)),
    );
    const watched = watchFile(file, TEXT, {
      quietMs: 5,
      onText: async (text) => void (await takeConfigFile(deps, file, text)),
      onError: () => undefined,
    });
    onTestFinished(() => watched.stop());
    writeFileSync(file, `${TEXT}# changed\n`);

    expect(await changed).toBe(2);
  });
});

describe('loadPolicy', () => {
  it('finds nothing in a new installation', async () => {
    const { deps } = desk();

    expect(await loadPolicy(deps)).toEqual({ kind: 'none' });
    expect(deps.holder.current().revision).toBe(0);
  });

  it('leaves out what has faults today, keeps the rest in force, and says so', async () => {
    const { deps, env, logged } = desk();
    await takeConfigFile(deps, 'c.yaml', TEXT);
    delete env['teams-ops'];
    const loaded = await loadPolicy(deps);
    const { routes, receivers, sites } = deps.holder.current();

    expect(deps.status.last()).toMatchObject({ of: 'revision 1', accepted: false });
    expect(loaded).toMatchObject({
      kind: 'faulty',
      number: 1,
      faults: [{ path: 'receivers.ops[0].teams.url' }],
    });
    expect(routes).toHaveLength(1);
    expect(sites.has('acme')).toBe(true);
    expect(receivers.get('ops')?.destinations).toEqual([]);
    expect(logged.at(-1)).toContain('what they touch is left out until they are mended');
  });
});

import { describe, expect, it } from 'vitest';
import { FLOW, SMALL_CONFIG } from '../../../test/fixtures/config.ts';
import { startConfigDesk } from '../../../test/harness/config.ts';
import { put } from '../../domain/change.ts';
import { applyConfig } from './apply-config.ts';
import { listSecrets } from './list-secrets.ts';
import { removeSecret } from './remove-secret.ts';
import { setSecret } from './set-secret.ts';

function desk() {
  const made = startConfigDesk();
  const set = (name: string, value: string) => setSecret(made.secretDeps, { name, value, author: 'ana' });
  const apply = () =>
    applyConfig(made.deps, { text: SMALL_CONFIG, author: 'ana', note: undefined, base: undefined });
  return { ...made, set, apply };
}

describe('stored secrets', () => {
  it('are used by the configuration that names them', async () => {
    const { deps, set, apply } = desk();
    await set('acme-pat', 'pat-1');
    await set('teams-ops', FLOW);

    expect(await apply()).toMatchObject({ ok: true });
    expect(deps.holder.current().receivers.get('ops')?.destinations[0]?.address).toEqual({ url: FLOW });
  });

  it('reach who uses them as soon as they change', async () => {
    const { deps, set, apply } = desk();
    await set('acme-pat', 'pat-1');
    await set('teams-ops', FLOW);
    await apply();
    await set('acme-pat', 'pat-2');

    expect(deps.holder.current().sites.get('acme')?.pat?.secret).toBe('pat-2');
  });

  it('are named where they are missing, with the command that mends it', async () => {
    const { set, apply } = desk();
    await set('acme-pat', 'pat-1');

    expect(await apply()).toMatchObject({ ok: false, faults: [{ remedy: 'tabduty secret set teams-ops' }] });
  });

  it('are listed with their uses and without their values, and are sealed in the store', async () => {
    const { deps, secretDeps, clock, redactor, set, apply } = desk();
    await set('acme-pat', 'pat-value');
    await set('teams-ops', FLOW);
    await set('spare', 'spare-value');
    await apply();
    const listed = await listSecrets(secretDeps);
    const stored = JSON.stringify(
      [await deps.store.ask('secrets', {}), await deps.store.ask('audit', { limit: 9 })],
      (_k, v) => (v instanceof Uint8Array ? Buffer.from(v).toString('latin1') : v),
    );

    expect(listed).toEqual([
      { name: 'acme-pat', updatedAt: clock.now(), author: 'ana', usedBy: ['sites.acme.pat.secret'] },
      { name: 'spare', updatedAt: clock.now(), author: 'ana', usedBy: [] },
      { name: 'teams-ops', updatedAt: clock.now(), author: 'ana', usedBy: ['receivers.ops[0].teams.url'] },
    ]);
    for (const value of ['pat-value', FLOW, 'spare-value']) expect(stored).not.toContain(value);
    expect(redactor.redact(`it says pat-value`)).toBe('it says [hidden]');
  });

  it('do not open under another name', async () => {
    const { deps, set, apply } = desk();
    await set('acme-pat', 'pat-1');
    await set('teams-ops', FLOW);
    const [pat] = await deps.store.ask('secrets', {});
    if (pat) await deps.store.commit([put('secrets', { ...pat, id: 'teams-ops' })]);

    expect(await apply()).toMatchObject({
      ok: false,
      faults: [{ message: 'needs ${secret:teams-ops}, which cannot be opened with this key' }],
    });
  });

  it('are not removed while they are used, unless by force', async () => {
    const { deps, secretDeps, set, apply } = desk();
    await set('acme-pat', 'pat-1');
    await set('teams-ops', FLOW);
    await apply();
    const remove = (name: string, force: boolean) => removeSecret(secretDeps, { name, force, author: 'ben' });

    await expect(remove('teams-ops', false)).rejects.toMatchObject({
      code: 'conflict',
      message: 'the secret teams-ops is used by receivers.ops[0].teams.url',
    });
    await remove('teams-ops', true);
    await expect(remove('teams-ops', false)).rejects.toMatchObject({ code: 'not-found' });
    expect((await deps.store.ask('audit', { limit: 1 }))[0]).toMatchObject({
      actor: 'ben',
      action: 'secret remove',
    });
  });

  it.each(['', 'a b', '../key', 'a}', 'x'.repeat(65)])('cannot be called %j', async (name) => {
    const { set } = desk();

    await expect(set(name, 'value')).rejects.toMatchObject({ code: 'wrong-use' });
  });

  it('cannot be empty', async () => {
    const { set } = desk();

    await expect(set('name', '')).rejects.toMatchObject({ message: 'the secret is empty' });
  });
});

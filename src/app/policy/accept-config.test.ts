import { describe, expect, it } from 'vitest';
import { FLOW, SMALL_CONFIG } from '../../../test/fixtures/config.ts';
import { startConfigDesk } from '../../../test/harness/config.ts';
import type { ConfigDeps } from './accept-config.ts';
import { applyConfig } from './apply-config.ts';
import { configStatus } from './config-status.ts';
import { rollbackConfig } from './rollback-config.ts';

const TEXT = SMALL_CONFIG.replaceAll('secret:', 'env:').replace('env: "', 'secret: "');
const OTHER = TEXT.replace('ops', 'crew').replace('tell: ops', 'tell: crew');

function desk(managedBy?: string) {
  const env = { 'acme-pat': 'pat', 'teams-ops': FLOW };
  const { deps, clock } = startConfigDesk({ env, ...(managedBy ? { managedBy } : {}) });
  const apply = (text: string, base?: number) =>
    applyConfig(deps, { text, author: 'ana', note: 'because', base });
  return { deps, clock, apply };
}

describe('applying a configuration', () => {
  it('numbers it, keeps who, why and when, and puts it into force', async () => {
    const { deps, clock, apply } = desk();
    const first = await apply(TEXT);
    const second = await apply(OTHER);

    expect([first, second]).toMatchObject([
      { ok: true, number: 1, changed: true },
      { ok: true, number: 2, changed: true },
    ]);
    expect(deps.holder.current()).toMatchObject({ revision: 2 });
    expect(await deps.store.ask('revision', {})).toEqual({
      id: '2',
      number: 2,
      at: clock.now(),
      author: 'ana',
      note: 'because',
      text: OTHER,
      rotations: {},
    });
    expect(await deps.store.ask('audit', { limit: 1 })).toMatchObject([
      { actor: 'ana', action: 'config apply', subject: 'revision 2', detail: 'because' },
    ]);
  });

  it('makes no new revision of the same text', async () => {
    const { deps, apply } = desk();
    await apply(TEXT);

    expect(await apply(TEXT)).toMatchObject({ ok: true, number: 1, changed: false });
    expect(await deps.store.ask('revisions', { limit: 9 })).toHaveLength(1);
  });

  it('changes nothing when the text has faults', async () => {
    const { deps, apply } = desk();
    await apply(TEXT);
    const answer = await apply(TEXT.replace('tell: ops', 'tell: nobody'));

    expect(answer).toMatchObject({ ok: false, faults: [{ path: 'routes[0].tell' }] });
    expect(deps.holder.current().revision).toBe(1);
    expect(await deps.store.ask('revisions', { limit: 9 })).toHaveLength(1);
  });

  it('refuses a change of a revision that is no longer in force', async () => {
    const { apply } = desk();
    await apply(TEXT, 0);
    await apply(OTHER, 1);

    await expect(apply(TEXT, 1)).rejects.toMatchObject({
      code: 'conflict',
      message: 'you changed revision 1, but revision 2 is in force',
      remedy: 'look at what changed: tabduty config diff --from 1 --to 2',
    });
    await expect(apply(TEXT, 0)).rejects.toMatchObject({ code: 'conflict' });
  });

  it('gives two that come at once a number each, and to the one with a base a conflict', async () => {
    const { deps, apply } = desk();
    const both = await Promise.all([apply(TEXT), apply(OTHER)]);
    const raced = await Promise.allSettled([
      apply(TEXT.replace('acme', 'a1'), 2),
      apply(TEXT.replace('acme', 'a2'), 2),
    ]);

    expect(both.map((a) => a.ok && a.number).toSorted()).toEqual([1, 2]);
    expect(raced.map((r) => r.status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(deps.holder.current().revision).toBe(3);
  });

  it('never lets the slower check of an older revision win', async () => {
    const { deps, apply } = desk();
    let hold: (() => void) | undefined;
    const slow: ConfigDeps = {
      ...deps,
      check: async (text, revision) => {
        const checked = await deps.check(text, revision);
        await new Promise<void>((resolve) => (hold = resolve));
        return checked;
      },
    };
    await apply(TEXT);
    const again = applyConfig(slow, { text: TEXT, author: 'ben', note: undefined, base: undefined });
    while (hold === undefined) await new Promise(setImmediate);
    await apply(OTHER);
    hold();
    await again;

    expect(deps.holder.current().revision).toBe(2);
  });

  it('is refused where a file manages the configuration', async () => {
    const { deps, apply } = desk('/etc/tabduty.yaml');
    const refusal = { code: 'conflict', message: 'the configuration is managed by /etc/tabduty.yaml' };

    await expect(apply(TEXT)).rejects.toMatchObject(refusal);
    await expect(rollbackConfig(deps, { number: 1, author: 'ana', note: undefined })).rejects.toMatchObject(
      refusal,
    );
  });
});

describe('rolling a configuration back', () => {
  it('makes the old text the newest revision', async () => {
    const { deps, apply } = desk();
    await apply(TEXT);
    await apply(OTHER);
    const answer = await rollbackConfig(deps, { number: 1, author: 'ben', note: undefined });

    expect(answer).toMatchObject({ ok: true, number: 3, changed: true });
    expect(await deps.store.ask('revision', {})).toMatchObject({
      number: 3,
      author: 'ben',
      note: 'back to revision 1',
      text: TEXT,
    });
    expect([...deps.holder.current().receivers.keys()]).toEqual(['ops']);
  });

  it('does not know a revision that never was', async () => {
    const { deps } = desk();

    await expect(rollbackConfig(deps, { number: 9, author: 'ben', note: undefined })).rejects.toMatchObject({
      code: 'not-found',
      message: 'there is no revision "9"',
    });
  });

  it('refuses an old text that has faults today', async () => {
    const { deps, apply } = desk();
    await apply(TEXT);
    await apply(OTHER);
    const blind: ConfigDeps = {
      ...deps,
      status: configStatus(undefined),
      check: (text, revision) => deps.check(text.replace('env:teams-ops', 'env:gone'), revision),
    };

    expect(await rollbackConfig(blind, { number: 1, author: 'ben', note: undefined })).toMatchObject({
      ok: false,
    });
    expect(deps.holder.current().revision).toBe(2);
  });
});

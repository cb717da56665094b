/** `config what-if` as somebody types it: on a data folder with history, and with what can be wrong with it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HISTORY_FACT } from '../../src/app/ports/fact-names.ts';
import { insert, put } from '../../src/domain/change.ts';
import type { Event } from '../../src/domain/records.ts';
import { idFrom } from '../../src/domain/time/id-time.ts';
import { after, DAY, HOUR, type Instant, isoOf, type Millis } from '../../src/domain/time/instant.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { openSqliteStore } from '../../src/storage/sqlite-store.ts';
import { temporaryFolder } from '../harness/temp.ts';
import { typed } from '../harness/typed.ts';

const IN_FORCE = `sites: { acme: { server: "https://10ax.online.tableau.com", content_url: acme } }
people: { ana: { name: Ana Costa, ways: [{ ntfy: { topic: ana } }] } }
escalations: { data: { steps: [{ at: 0m, tell: [person:ana] }] } }
receivers: { ops: [{ ntfy: { topic: ops } }], finance: [{ ntfy: { topic: finance } }] }
routes:
  - { name: all, match: { condition: refresh-failed }, tell: ops }
operators: [receiver:ops]
`;
const CHANGED = IN_FORCE.replace(
  'routes:\n',
  'routes:\n  - { name: pay, match: { condition: refresh-failed, name: "Payroll*" }, tell: finance, page: data }\n',
);

const SCHEDULE = 'time_zone: Europe/Paris, weekly: [ana], handoff: "mon 09:00", from: 2026-01-05';

type Report = {
  readonly ok: boolean;
  readonly events: number;
  readonly historyBegins?: string;
  readonly keptSince?: string;
  readonly changed: { readonly messages: number; readonly woken: number };
  readonly newly: { readonly count: number; readonly examples: readonly { readonly receiver: string }[] };
  readonly faults?: readonly { readonly path: string }[];
};

describe('config what-if', () => {
  let [folder, data, changed] = ['', '', ''];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tabduty-test-'));
    data = join(folder, 'data');
    changed = join(folder, 'changed.yaml');
    writeFileSync(changed, CHANGED);
    await fill(folder, data);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const whatIf = (...more: readonly string[]) =>
    typed('config', 'what-if', '--config', changed, '--offline', '--data', data, ...more);

  it('says how many messages, who is told anew and no longer, by which route, and who is woken', async () => {
    const { code, said } = await whatIf('--since', '30d');

    expect(code).toBe(0);
    expect(said).toContain('4 events');
    expect(said).toMatch(/^revision 1: 4 messages, people woken 0 times$/m);
    expect(said).toMatch(/changed\.yaml: 6 messages, people woken once$/m);
    expect(said).toMatch(/^ops +4 → 2 +0$/m);
    expect(said).toContain('refresh-failed wakes Ana Costa by pay (line 6)\n    until now: told to ops');
    expect(said).toContain('refresh-failed told ops by all (line 6)\n    instead: told to');
    expect(said).toMatch(/People would be woken once:\n {2}\d{4}-\d\d-\d\d \d\d:\d\d {2}Ana Costa by pay/);
    const lines = said.split('\n').filter((line) => !line.includes(changed));
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(60);
  });

  it('is one document with --json', async () => {
    const { code, said } = await whatIf('--since', '30d', '--json');

    const report = JSON.parse(said) as Report;
    expect(code).toBe(0);
    expect(report).toMatchObject({ ok: true, events: 4, changed: { messages: 6, woken: 1 } });
    expect(report.newly.examples.map((e) => e.receiver).sort()).toEqual(['Ana Costa', 'finance']);
  });

  it('says what the figures leave out, and nothing of what is not used', async () => {
    const text = CHANGED.replace('tell: ops }', 'tell: ops, rerun_first: true }')
      .replace(
        'ops: [{ ntfy: { topic: ops } }]',
        'ops: { destinations: [{ ntfy: { topic: ops } }], fallback: finance }',
      )
      .replace(
        'escalations:',
        `schedules: { data: { ${SCHEDULE}, handoff_notice: { tell: [receiver:ops] } } }\nescalations:`,
      );

    const { said: with_ } = await whatIf('--config', fileWith(text));
    const { said: document } = await whatIf('--config', fileWith(text), '--json');
    const { said: without } = await whatIf();

    expect(with_).toMatch(
      /^not replayed:\n {2}rerun_first: .*\n {2}handoff_notice: .*\n {2}fallback: .*\n\n/m,
    );
    expect((JSON.parse(document) as { readonly notReplayed: readonly string[] }).notReplayed).toHaveLength(3);
    expect(without).not.toContain('not replayed');
  });

  it('counts only what is asked for', async () => {
    const { said } = await whatIf('--since', '7d', '--json');

    expect(JSON.parse(said)).toMatchObject({ events: 2, newly: { count: 0 } });
  });

  it('puts nothing into force', async () => {
    const { code, said } = await typed('config', 'show', '--offline', '--data', data);

    expect(code).toBe(0);
    expect(said).not.toContain('name: pay');
  });

  it('says since when history is kept, where what is asked for goes further back', async () => {
    const { said } = await whatIf('--since', '300d');
    const { said: document } = await whatIf('--since', '300d', '--json');

    expect(said).toMatch(/^kept since \d{4}-\d\d-\d\d \d\d:\d\d: older history is removed$/m);
    expect((JSON.parse(document) as Report).keptSince).toMatch(/^\d{4}-/);
  });

  it.each(['999999999d', '1969-01-01T00:00Z'])('looks at everything since %s', async (since) => {
    const { code, said } = await whatIf('--since', since, '--json');

    expect(code).toBe(0);
    expect((JSON.parse(said) as Report).events).toBe(4);
  });

  it.each([
    ['-5d', 'neither a duration nor a time'],
    ['0d', 'nothing has happened since then'],
    ['2999-01-01T00:00Z', 'nothing has happened since then'],
    ['last week', 'neither a duration nor a time'],
  ])('refuses --since %s as wrong use, with the way out', async (since, sentence) => {
    const { code, said } = await whatIf(`--since=${since}`);

    expect(code).toBe(2);
    expect(said).toContain(sentence);
    expect(said).toContain('→');
  });

  it.each([
    ['a text with faults', IN_FORCE.replace('tell: ops }', 'tell: nobody }'), 'routes[0].tell'],
    ['a negative duration', IN_FORCE.replace('tell: ops }', 'tell: ops, group_wait: -5m }'), 'group_wait'],
    ['what is no text', '\u0000\u0001\ufffd', '1 fault'],
  ])('prints the faults of %s, and runs nothing', async (_, text, path) => {
    const { code, said } = await whatIf('--config', fileWith(text));

    expect(code).toBe(1);
    expect(said).toContain(path);
    expect(said).not.toContain('messages');
  });

  it('says that a text is the one in force, which somebody forgot to save', async () => {
    const same = fileWith(`${IN_FORCE}\n`);
    const { code, said } = await whatIf('--config', same);
    const { said: document } = await whatIf('--config', same, '--json');

    expect(code).toBe(0);
    expect(said).toContain('changed.yaml: the same text, so nothing changes');
    expect(JSON.parse(document)).toMatchObject({ same: true, newly: { count: 0 }, noLonger: { count: 0 } });
  });

  it('says which file cannot be read, and asks for one that is not named', async () => {
    const gone = await whatIf('--config', join(temporaryFolder(), 'gone.yaml'));
    const none = await typed('config', 'what-if', '--offline', '--data', data);

    const folder = await whatIf('--config', temporaryFolder());

    const unread = (why: string) =>
      expect.stringMatching(`: the file cannot be read: ${why}\n {2}→ `) as string;
    expect(gone).toEqual({ code: 1, said: unread('it is not there') });
    expect(folder).toEqual({ code: 1, said: unread('it is a folder') });
    expect(none).toMatchObject({ code: 2, said: expect.stringContaining('--config') as string });
  });
});

function fileWith(text: string): string {
  const file = join(temporaryFolder(), 'changed.yaml');
  writeFileSync(file, text);
  return file;
}

/** Two failures and two recoveries, ten and five days ago; what is older than 90 days has been removed. */
async function fill(folder: string, data: string): Promise<void> {
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const store = await openSqliteStore(join(data, 'tabduty.db'));
  const now = systemClock.now();
  const at = (ago: Millis) => after(now, -ago);
  await store.commit([
    put('facts', { id: HISTORY_FACT, value: isoOf(at(90 * DAY)) }),
    insert('events', anEvent('Payroll', 'Failed', at(10 * DAY))),
    insert('events', anEvent('Payroll', 'Succeeded', at(10 * DAY - HOUR))),
    insert('events', anEvent('Stock', 'Failed', at(5 * DAY))),
    insert('events', anEvent('Stock', 'Succeeded', at(5 * DAY - HOUR))),
  ]);
  await store.close();
  const file = join(folder, 'in-force.yaml');
  writeFileSync(file, IN_FORCE);
  const { code, said } = await typed('config', 'apply', file, '--offline', '--data', data);
  if (code !== 0) throw new Error(said);
}

function anEvent(name: string, outcome: 'Failed' | 'Succeeded', at: Instant): Event {
  return {
    id: `${idFrom(at)}-7000-8000-000000000001`,
    source: 'acme',
    type: `DatasourceRefresh${outcome}`,
    event: outcome === 'Failed' ? 'refresh-failed' : 'refresh-succeeded',
    contentType: 'datasource',
    luid: name,
    name,
    occurredAt: at,
    receivedAt: at,
    callId: `call-${at}`,
    identity: `acme|${outcome}|${name}|${at}`,
    copies: 1,
    effect: outcome === 'Failed' ? 'opened' : 'ended',
    incarnationId: undefined,
    foundBy: 'webhook',
    jobId: undefined,
  };
}

import type { Options } from './options.ts';
import { describe, expect, it } from 'vitest';
import { checkDeps, FLOW, SMALL_CONFIG } from '../../test/fixtures/config.ts';
import { startConfigDesk } from '../../test/harness/config.ts';
import { checkConfig } from '../config/check.ts';
import { configJsonSchema } from '../config/json-schema.ts';
import { localApi } from '../http/dispatch.ts';
import { configHandlers } from '../http/routes/config.ts';
import { secretHandlers } from '../http/routes/secrets.ts';
import type { CliCommand } from './command.ts';
import { applyConfigCommand } from './commands/apply-config.ts';
import { checkConfigCommand } from './commands/check-config.ts';
import { diffConfigCommand } from './commands/diff-config.ts';
import { listRevisionsCommand } from './commands/list-revisions.ts';
import { listSecretsCommand } from './commands/list-secrets.ts';
import { removeSecretCommand } from './commands/remove-secret.ts';
import { rollbackConfigCommand } from './commands/rollback-config.ts';
import { setSecretCommand } from './commands/set-secret.ts';
import { showConfigCommand } from './commands/show-config.ts';
import { showConfigSchemaCommand } from './commands/show-config-schema.ts';
import { showConfigStatusCommand } from './commands/show-config-status.ts';
import { checkInput } from '../http/dispatch.ts';
import * as secretsApi from '../api/secrets.ts';
import type { Faces } from './faces.ts';
import { terminalOutput } from './output.ts';

const OTHER = `${SMALL_CONFIG}operators: [receiver:ops]\n`;

/** Commands as somebody runs them: `run(command, args, options)` gives the exit code and what is printed. */
function terminal(files: Record<string, string> = {}, managedBy?: string) {
  const { deps, secretDeps } = startConfigDesk(managedBy === undefined ? {} : { managedBy });
  const principal = { actor: 'ana', may: new Set(['read', 'configure', 'secrets'] as const) };
  const api = localApi([...configHandlers(deps), ...secretHandlers(secretDeps)], principal);
  let stdin = '';
  const faces = {
    api: async () => api,
    checkConfig: (text: string) => checkConfig(text, checkDeps()),
    configSchema: () => configJsonSchema(checkDeps().registry),
    readFile: async (path: string) => files[path] ?? '',
    readStdin: async () => stdin,
    prompts: () => undefined,
    env: { TOKEN: 'from-env' },
  } as Partial<Faces> as Faces;
  const run = async (
    command: CliCommand,
    args: readonly string[] = [],
    options: Options = {},
    json = false,
  ) => {
    let printed = '';
    const out = terminalOutput(
      json,
      (text) => void (printed += text),
      () => undefined,
    );
    const code = await command.run({ faces, args, options, out });
    // The warning of a missing heartbeat has its own test.
    return { code, printed: printed.replace(/^warning: .* heartbeat: .*\n/gm, '') };
  };
  const type = (text: string) => void (stdin = text);
  return { run, type, deps };
}

async function withSecrets(files: Record<string, string>) {
  const made = terminal(files);
  made.type(FLOW);
  await made.run(setSecretCommand, ['acme-pat']);
  await made.run(setSecretCommand, ['teams-ops']);
  return made;
}

describe('config commands', () => {
  it('check says that a file is fine, and exits 1 with a line for each fault', async () => {
    const { run } = terminal({
      'a.yaml': SMALL_CONFIG,
      'b.yaml': SMALL_CONFIG.replace('tell: ops', 'tell: opps'),
    });

    expect(await run(checkConfigCommand, ['a.yaml'])).toEqual({
      code: 0,
      printed: 'a.yaml is fine: 1 site, 1 receiver, 1 route\n',
    });
    expect(await run(checkConfigCommand, ['b.yaml'])).toEqual({
      code: 1,
      printed:
        'b.yaml:10:11 routes[0].tell: there is no receiver "opps" (did you mean "ops"?)\nb.yaml: 1 fault\n',
    });
  });

  it('check counts people apart from receivers', async () => {
    const ana = 'people: { ana: { name: Ana, ways: [{ ntfy: { topic: ana } }] } }';
    const { run } = terminal({ 'a.yaml': `${SMALL_CONFIG}${ana}\n` });

    expect((await run(checkConfigCommand, ['a.yaml'])).printed).toContain('1 receiver, 1 person, 1 route');
  });

  it('check gives editors one document', async () => {
    const { run } = terminal({ 'b.yaml': SMALL_CONFIG.replace('tell: ops', 'tell: opps') });
    const { printed } = await run(checkConfigCommand, ['b.yaml'], {}, true);

    expect(JSON.parse(printed)).toMatchObject({
      ok: false,
      faults: [{ path: 'routes[0].tell', line: 10, column: 11 }],
    });
  });

  it('apply, show, history, diff and rollback work on the same revisions', async () => {
    const { run } = await withSecrets({ one: SMALL_CONFIG, two: OTHER });

    expect(await run(applyConfigCommand, ['one'], { note: 'first' })).toEqual({
      code: 0,
      printed: 'revision 1 is in force\n',
    });
    expect(await run(diffConfigCommand, ['one'])).toEqual({ code: 0, printed: 'no difference\n' });
    expect((await run(diffConfigCommand, ['two'])).printed).toContain('--- revision 1\n+++ two\n');
    expect(await run(applyConfigCommand, ['two'], { base: '1' })).toMatchObject({ code: 0 });
    expect(await run(applyConfigCommand, ['two'])).toEqual({
      code: 0,
      printed: 'nothing changed: revision 2 says the same\n',
    });
    expect(await run(diffConfigCommand)).toMatchObject({
      code: 3,
      printed: expect.stringContaining('+operators: [receiver:ops]'),
    });
    expect(await run(rollbackConfigCommand, ['1'])).toEqual({ code: 0, printed: 'revision 3 is in force\n' });
    expect(await run(diffConfigCommand, [], { from: '1', to: '3' })).toMatchObject({ code: 0 });
    expect((await run(showConfigCommand)).printed).toBe(SMALL_CONFIG);
    expect((await run(showConfigCommand, [], { revision: '2' })).printed).toBe(OTHER);
    expect((await run(listRevisionsCommand)).printed.split('\n').map((l) => l.split(/ {2,}/))).toMatchObject([
      ['REVISION', 'AT', 'BY', 'NOTE'],
      ['3', 'Mon 2026-09-21 12:00 (+00:00)', 'ana', 'back to revision 1'],
      ['2', 'Mon 2026-09-21 12:00 (+00:00)', 'ana'],
      ['1', 'Mon 2026-09-21 12:00 (+00:00)', 'ana', 'first'],
      [''],
    ]);
  });

  it('apply changes nothing when there are faults', async () => {
    const { run } = await withSecrets({ bad: 'sits: {}\n' });

    expect(await run(applyConfigCommand, ['bad'])).toMatchObject({
      code: 1,
      printed: expect.stringContaining('bad:1:1 sits: is no part of a configuration (did you mean "sites"?)'),
    });
    expect((await run(showConfigStatusCommand)).printed).toContain('no configuration is in force');
  });

  it('say what to do when there is nothing to show or compare', async () => {
    const { run } = await withSecrets({ one: SMALL_CONFIG });

    await expect(run(showConfigCommand)).rejects.toMatchObject({ remedy: 'tabduty config apply FILE' });
    await run(applyConfigCommand, ['one']);
    await expect(run(diffConfigCommand)).rejects.toThrow('there is nothing before revision 1');
    await expect(run(diffConfigCommand, ['one'], { to: '1' })).rejects.toMatchObject({ code: 'wrong-use' });
    await expect(run(showConfigCommand, [], { revision: 'x' })).rejects.toMatchObject({ code: 'wrong-use' });
  });

  it('status shows the file and what is wrong with it', async () => {
    const { run, deps } = terminal({}, 'c.yaml');
    const fault = { path: 'sits', line: 1, column: 1, message: 'is no part of a configuration' };
    deps.status.report({
      of: 'c.yaml',
      at: deps.clock.now(),
      accepted: false,
      faults: [fault],
      warnings: [],
    });

    expect(await run(showConfigStatusCommand)).toEqual({
      code: 1,
      printed:
        'no configuration is in force\nit is managed by c.yaml\nlast check, Mon 2026-09-21 12:00 (+00:00): c.yaml, 1 fault\nc.yaml:1:1 sits: is no part of a configuration\n',
    });
  });

  it('schema prints a JSON Schema', async () => {
    const { run } = terminal();

    expect(JSON.parse((await run(showConfigSchemaCommand)).printed)).toMatchObject({
      title: 'Tabduty configuration',
    });
  });
});

describe('secret commands', () => {
  it('take a value from standard input, a variable or a file, and never print it', async () => {
    const { run, type } = terminal({ 'pat.txt': 'from-file\n' });
    type('from-stdin');
    const printed = [
      await run(setSecretCommand, ['a']),
      await run(setSecretCommand, ['b'], { fromEnv: 'TOKEN' }),
      await run(setSecretCommand, ['c'], { fromFile: 'pat.txt' }),
      await run(listSecretsCommand),
      await run(listSecretsCommand, [], {}, true),
    ]
      .map((r) => r.printed)
      .join('');

    expect(printed).toContain('stored; write "${secret:a}" where it is needed');
    expect(printed).toMatch(/\nc {5}Mon 2026-09-21 12:00 \(\+00:00\) {2}ana {2}-\n/);
    expect(printed).not.toContain('from-');
  });

  it('refuse what would store nothing', async () => {
    const { run } = terminal();

    await expect(run(setSecretCommand, ['a'])).rejects.toThrow('the secret a would be empty');
    await expect(run(setSecretCommand, ['a'], { fromEnv: 'NOPE' })).rejects.toThrow('NOPE is not set');
    await expect(run(setSecretCommand, ['a'], { fromEnv: 'TOKEN', fromFile: 'x' })).rejects.toThrow(
      'not both',
    );
  });

  it('remove what is not used, and with --force what is', async () => {
    const { run } = await withSecrets({ one: SMALL_CONFIG });
    await run(applyConfigCommand, ['one']);

    await expect(run(removeSecretCommand, ['teams-ops'])).rejects.toMatchObject({ code: 'conflict' });
    expect(await run(removeSecretCommand, ['teams-ops'], { force: true })).toEqual({
      code: 0,
      printed: 'removed teams-ops\n',
    });
  });

  it('say --force in a query as well as in this process', () => {
    const read = (force: unknown) => checkInput(secretsApi.removeSecret, { name: 'a', force });

    expect([read('true'), read('false'), read(true), read(undefined)]).toEqual([
      { name: 'a', force: true },
      { name: 'a', force: false },
      { name: 'a', force: true },
      { name: 'a', force: false },
    ]);
  });
});

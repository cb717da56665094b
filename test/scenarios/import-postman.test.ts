/** From Postman and a Power Automate flow to Tabduty, with the commands as they are typed, on a simulated Tableau. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.ts';
import { runProgram } from '../../src/cli/program.ts';
import { composeFaces } from '../../src/compose.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { createRedactor } from '../../src/platform/redact.ts';
import { type Service, startService } from '../../src/service.ts';
import { bench as startTableau, pat, sinkOfTest } from '../harness/tableau.ts';
import { temporaryFolder } from '../harness/temp.ts';

const POSTMAN = { name: 'postman', secret: 'postman-s3cret' };
const OUTBOUND = ['--outbound-allow', '127.0.0.1', '--outbound-plain-http', '127.0.0.1'];
const SIGNATURE = 'sig=S1GNATURE';

async function place() {
  const tableau = await startTableau({
    clock: systemClock,
    pats: [pat, POSTMAN, { name: 'ben', secret: 'bens', user: 'ben' }],
  });
  const flow = await sinkOfTest();
  const other = await sinkOfTest();
  const url = `${flow.url}/workflows/0123/triggers/manual/paths/invoke?api-version=1&${SIGNATURE}`;
  const admin = await tableau.signIn('acme', POSTMAN);
  await admin.createWebhook('WorkbookRefreshFailed', url, { name: 'Workbook-Refresh-Failed' });
  await admin.createWebhook('DatasourceRefreshFailed', url, { name: 'Datasource-Refresh-Failed' });
  await admin.createWebhook('WorkbookRefreshFailed', `${other.url}/mine`, { name: 'slack-bot' });
  const folder = temporaryFolder();
  const data = join(folder, 'data');
  const file = join(folder, 'env.json');
  const values = Object.entries({
    server: tableau.url,
    'content-url': 'acme',
    'pat-name': POSTMAN.name,
    'pat-secret': POSTMAN.secret,
    'tableau-auth-token': admin.token,
  }).map(([key, value]) => ({ key, value, enabled: true }));
  writeFileSync(file, JSON.stringify({ name: 'Tableau Webhooks', values }));
  const secretFile = join(folder, 'secret');
  writeFileSync(secretFile, `${pat.secret}\n`);
  const token = ['--token-name', pat.name, '--token-secret-file', secretFile];
  /** A command as it is typed, with all that it printed. */
  const run = async (...words: readonly string[]) => {
    let printed = '';
    const write = (text: string) => void (printed += text);
    const deps = { version: '0', commands: COMMANDS, write, complain: write };
    const faces = (options: Parameters<typeof composeFaces>[0]) => composeFaces(options, '0');
    const code = await runProgram({ ...deps, faces }, [...words, '--data', data, ...OUTBOUND]);
    for (const secret of [pat.secret, POSTMAN.secret, admin.token, SIGNATURE])
      expect(printed, words.join(' ')).not.toContain(secret);
    return { code, printed };
  };
  const names = () => tableau.control.webhooks().map(({ name }) => name.replace(/-[0-9a-f]{10}-/, '-*-'));
  return { tableau, flow, other, folder, data, file, token, run, names };
}

async function serve(data: string, configFile?: string): Promise<Service> {
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const service = await startService({
    ...{ data, keyFile: undefined, configFile, log, redactor: createRedactor(), version: '0' },
    outbound: { allow: ['127.0.0.1'], plainHttp: ['127.0.0.1'] },
    ...{ listen: '127.0.0.1:0', publicListen: '127.0.0.1:0', publicUrl: undefined },
  });
  onTestFinished(() => service.stop());
  return service;
}

const suppressed = async (service: Service) =>
  (await service.installation.store.ask('listDeliveries', { limit: 50 })).filter(
    ({ state }) => state === 'suppressed',
  );

describe('import-postman', () => {
  it('goes from the flow to shadow mode and on to our webhooks, and nobody misses a failure', async () => {
    const { tableau, flow, other, data, file, token, run, names } = await place();
    const before = names();

    const imported = await run('import-postman', file, ...token);
    expect(imported).toMatchObject({ code: 0, printed: expect.stringContaining('in shadow mode') });
    expect(imported.printed).toContain('pat-secret, tableau-auth-token');
    expect(names()).toEqual(before);

    const service = await serve(data);
    expect((await run('tableau', 'webhooks', 'sync', 'acme', '--apply')).code).toBe(0);
    tableau.control.failNow({ content: 'Monthly Close', reason: 'login-failed' });
    await flow.waitFor(1);
    await expect.poll(async () => (await suppressed(service)).length, { timeout: 10_000 }).toBe(1);
    expect((await run('shadow', 'report')).printed).toMatch(/acme-flow: 1 since .*Monthly Close/s);
    // What came is Tableau's own call; ours was kept back.
    expect(flow.requests.map(({ body }) => body.includes('"tabduty"'))).toEqual([false]);

    const dry = await run('tableau', 'webhooks', 'replace', 'acme', '--dry-run');
    expect(dry.printed).toContain('delete Workbook-Refresh-Failed');
    expect(await run('tableau', 'webhooks', 'replace', 'acme')).toMatchObject({ code: 2 });
    expect(names()).toEqual(expect.arrayContaining(before));
    const replaced = await run('tableau', 'webhooks', 'replace', 'acme', '--yes');
    expect(replaced).toMatchObject({ code: 0, printed: expect.stringContaining('ended shadow mode') });
    expect(names().toSorted()).toEqual([
      'slack-bot',
      ...['DatasourceRefreshFailed', 'DatasourceRefreshSucceeded'].map((e) => `tabduty-*-${e}`),
      ...['WorkbookRefreshFailed', 'WorkbookRefreshSucceeded'].map((e) => `tabduty-*-${e}`),
    ]);

    flow.clear();
    tableau.control.failNow({ content: 'Sales Daily', reason: 'login-failed' });
    const [told] = await flow.waitFor(1);
    expect(JSON.parse(told?.body.toString() ?? '')).toMatchObject({
      event_type: 'DatasourceRefreshFailed',
      resource_name: 'Sales Daily',
      tabduty: { state: 'firing' },
    });
    expect(other.count()).toBeGreaterThan(0);
    const audit = (await run('audit', 'list')).printed;
    for (const deed of ['config import', 'config shadow end', 'webhook delete'])
      expect(audit).toContain(deed);
    expect((await run('tableau', 'webhooks', 'replace', 'acme', '--yes')).printed).toContain(
      'nothing to replace',
    );
  });

  it('adds to a running configuration as a revision, keeps its text, and finds nothing to do the second time', async () => {
    const { tableau, data, file, token, run } = await place();
    const service = await serve(data);
    const text = `# ours
sites:
  # the old one
  sales: { server: "https://10ax.online.tableau.com", content_url: sales }
receivers: { ops: [{ ntfy: { topic: bi-duty-Zx81 } }] }
routes:
  - { match: { condition: refresh-failed }, tell: ops } # everything
operators: [receiver:ops]
`;
    await service.installation.apply(text, 'ana');

    expect(await run('import-postman', file, ...token)).toMatchObject({ code: 0 });

    const now = (await service.installation.store.ask('revision', {}))?.text ?? '';
    for (const line of text.split('\n').filter((l) => !l.includes('ntfy'))) expect(now).toContain(line);
    const policy = service.installation.deps.policy.current();
    expect(policy.sites.get('acme')).toMatchObject({ server: tableau.url, pat });
    expect(policy.routes.map(({ tell, continue: on }) => [tell, on])).toEqual([
      ['acme-flow', true],
      ['ops', false],
    ]);
    const again = await run('import-postman', file);
    expect(again).toMatchObject({ code: 0, printed: expect.stringContaining('nothing to do') });
    expect(again.printed).toContain(`with token ${pat.name}`);
    expect((await run('import-postman', file, '--dry-run')).printed).toContain('Nothing would be written');
  });

  it('takes over other events of a site that is known already, with its own token, and tells them at once if asked', async () => {
    const { tableau, flow, data, file, run } = await place();
    const url = tableau.control.webhooks().find(({ name }) => name === 'Workbook-Refresh-Failed')?.url ?? '';
    await (await tableau.signIn('acme', POSTMAN)).createWebhook('WorkbookUpdated', url);
    const service = await serve(data);
    const text = `sites:
  acme: { server: ${JSON.stringify(tableau.url)}, content_url: acme, pat: { name: ${pat.name}, secret: ${pat.secret} } }
`;
    await service.installation.apply(text, 'ana');

    expect(await run('import-postman', file, '--send-now')).toMatchObject({ code: 0 });
    expect(await run('tableau', 'webhooks', 'replace', 'acme', '--yes')).toMatchObject({ code: 0 });

    expect(service.installation.deps.policy.current().sites.get('acme')?.events).toContain('WorkbookUpdated');
    flow.clear();
    tableau.control.emit({ event: 'WorkbookUpdated', content: 'Monthly Close' });
    const [told] = await flow.waitFor(1);
    expect(JSON.parse(told?.body.toString() ?? '')).toMatchObject({
      event_type: 'WorkbookUpdated',
      tabduty: { state: 'notice' },
    });
  });

  it('says what to write where a file decides, and stores the secrets that the text names', async () => {
    const { data, folder, file, token, run } = await place();
    const config = join(folder, 'tabduty.yaml');
    writeFileSync(config, 'sites: {}\n');
    const service = await serve(data, config);

    const { code, printed } = await run('import-postman', file, ...token);

    expect(code).toBe(0);
    expect(printed).toContain(`${config} decides. Write there`);
    expect(printed).toContain('url: "${secret:acme-flow}"');
    const secrets = (await service.installation.store.ask('secrets', {})).map(({ id }) => id);
    expect(secrets.toSorted()).toEqual(['acme-flow', 'acme-pat']);
    // The lines that were printed are what the file needs.
    const lines = printed.split('\n');
    const yaml = lines.slice(
      lines.findIndex((l) => l === 'sites:'),
      lines.findIndex((l) => l.includes('has secrets')),
    );
    expect(await service.installation.apply(yaml.join('\n'), 'test')).toMatchObject({ ok: true });
  });

  it('writes nothing with --dry-run', async () => {
    const { data, file, token, run } = await place();
    const service = await serve(data);

    const { printed } = await run('import-postman', file, ...token, '--dry-run');

    expect(printed).toContain('nothing was changed');
    expect(await service.installation.store.ask('secrets', {})).toEqual([]);
    expect(await service.installation.store.ask('revision', {})).toBeUndefined();
  });

  it.each([
    ['without a token', [], {}, 'a token is missing'],
    [
      'with a wrong secret',
      ['--token-name', 'tabduty'],
      { TABDUTY_TOKEN_SECRET: 'no' },
      'refuses the sign-in',
    ],
    ['of no administrator', ['--token-name', 'ben'], { TABDUTY_TOKEN_SECRET: 'bens' }, 'site administrator'],
    ['of another address', ['--tableau', 'ftp://x'], {}, 'begins with ftp:'],
  ])('%s ends with the reason, and stores nothing', async (_what, words, env, reason) => {
    const { data, file, run } = await place();
    const service = await serve(data);
    for (const [name, value] of Object.entries(env)) process.env[name] = value;
    onTestFinished(() => void delete process.env['TABDUTY_TOKEN_SECRET']);

    const { code, printed } = await run('import-postman', file, ...words);

    expect(code).not.toBe(0);
    expect(printed).toContain(reason);
    expect(await service.installation.store.ask('secrets', {})).toEqual([]);
  });

  it('warns when the token is the one that Postman uses', async () => {
    const { file, folder, run } = await place();
    const shared = join(folder, 'shared');
    writeFileSync(shared, POSTMAN.secret);

    const { code, printed } = await run(
      ...['import-postman', file, '--token-name', POSTMAN.name, '--token-secret-file', shared],
    );

    expect(code).toBe(0);
    expect(printed).toContain('warning: the environment signs in with postman too');
  });

  it('says what another file is', async () => {
    const { file, run } = await place();
    writeFileSync(file, '{"info":{},"item":[]}');

    expect(await run('import-postman', file)).toMatchObject({
      code: 2,
      printed: expect.stringMatching(/is a Postman collection.*→ in Postman: Environments/s),
    });
  });
});

describe('the old webhooks', () => {
  it('stay, in shadow mode, when Tableau does not reach ours', async () => {
    const { data, file, token, run, names } = await place();
    await run('import-postman', file, ...token);
    const service = await serve(data);
    const before = names();
    // A proxy in front of us that does not hand the path on.
    service.installation.hooks.pathOf = () => '/nowhere/key';

    const { code, printed } = await run('tableau', 'webhooks', 'replace', 'acme', '--yes');

    expect(code).toBe(1);
    expect(printed).toContain('the old webhooks are all still there');
    expect(names()).toEqual(expect.arrayContaining(before));
    expect((await run('shadow', 'report')).printed).toContain('sent nothing: acme-flow');
  });

  it('that could not be deleted are named, and go with the next try', async () => {
    const { tableau, data, file, token, run, names } = await place();
    await run('import-postman', file, ...token);
    await serve(data);
    const old = tableau.control.webhooks().find(({ name }) => name === 'Workbook-Refresh-Failed');
    tableau.control.addFault({ kind: 'status', status: 403, path: `webhooks/${old?.luid}` });

    const first = await run('tableau', 'webhooks', 'replace', 'acme', '--yes');
    tableau.control.clearFaults();
    const second = await run('tableau', 'webhooks', 'replace', 'acme', '--yes');

    expect(first).toMatchObject({ code: 1, printed: expect.stringContaining('could not delete Workbook-') });
    expect(first.printed).toContain('deleted Datasource-Refresh-Failed');
    expect(second).toMatchObject({ code: 0, printed: expect.stringContaining('deleted Workbook-Refresh') });
    expect(names().filter((name) => !name.startsWith('tabduty'))).toEqual(['slack-bot']);
  });

  it('stay when no route surely tells their flow, and say so', async () => {
    const { data, file, token, run } = await place();
    await run('import-postman', file, ...token);
    const service = await serve(data);
    const text = (await service.installation.store.ask('revision', {}))?.text ?? '';
    await service.installation.apply(text.replace('condition:', 'project: "Finance/**", condition:'), 'ana');

    const { printed } = await run('tableau', 'webhooks', 'replace', 'acme', '--yes');

    expect(printed).toContain('nothing to replace');
    expect(printed).toContain('no route tells receiver acme-flow');
  });
});

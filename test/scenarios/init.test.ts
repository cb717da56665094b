import type { Options } from '../../src/cli/options.ts';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { initCommand } from '../../src/cli/commands/init.ts';
import type { Faces, GlobalOptions } from '../../src/cli/faces.ts';
import { terminalOutput } from '../../src/cli/output.ts';
import { Cancelled, type Prompts } from '../../src/cli/set-up.ts';
import { openInstallation } from '../../src/installation.ts';
import { createLogger } from '../../src/platform/logger.ts';
import { createRedactor } from '../../src/platform/redact.ts';
import { composeSetUp } from '../../src/set-up.ts';
import { deadPort } from '../harness/http.ts';
import { bench as startTableau, pat } from '../harness/tableau.ts';
import { bench as startTeams } from '../harness/teams.ts';
import { temporaryFolder } from '../harness/temp.ts';

const OUTBOUND = { allow: ['127.0.0.1'], plainHttp: ['127.0.0.1'] };

/** Answers in order; `undefined` is Ctrl-C. What the person is told comes back. */
function person(answers: readonly (string | boolean | undefined)[]) {
  const left = [...answers];
  const told: string[] = [];
  const next = <T>() => {
    if (left.length === 0) throw new Error('asked for more than the test has');
    const answer = left.shift();
    if (answer === undefined) throw new Cancelled('nothing was written');
    return answer as T;
  };
  const prompts: Prompts = {
    text: async () => next<string>(),
    secret: async () => next<string>(),
    confirm: async () => next<boolean>(),
    good: (line) => void told.push(line),
    bad: (line) => void told.push(`✗ ${line}`),
  };
  return { prompts, told, left };
}

async function place(
  outbound: GlobalOptions['outbound'] = OUTBOUND,
  simulated: Parameters<typeof startTableau>[0] = {},
) {
  const tableau = await startTableau({
    pats: [pat, { name: 'ben', secret: 'bens', user: 'ben' }],
    ...simulated,
  });
  const teams = await startTeams();
  const folder = temporaryFolder();
  const options = { data: join(folder, 'data'), offline: false, keyFile: undefined, outbound };
  const address = `${tableau.url}/#/site/acme/workbooks`;
  const run = async (
    given: Options,
    {
      env = {},
      stdin = '',
      prompts,
    }: { env?: Record<string, string>; stdin?: string; prompts?: Prompts } = {},
  ) => {
    let printed = '';
    const faces: Partial<Faces> = {
      setUp: (file) => {
        const setUp = composeSetUp(options, file, '0');
        onTestFinished(() => setUp.close());
        return setUp;
      },
      prompts: () => prompts,
      readStdin: async () => stdin,
      readFile: async (path) => readFileSync(path, 'utf8'),
      env,
    };
    const out = terminalOutput(
      false,
      (text) => void (printed += text),
      (text) => void (printed += text),
    );
    const all = { data: options.data, ...given };
    await initCommand.run({ faces: faces as Faces, args: [], options: all, out });
    return printed;
  };
  const env = { TABDUTY_TOKEN_SECRET: pat.secret, TABDUTY_TEAMS_URL: teams.hook };
  const silent = { tableau: address, tokenName: pat.name };
  return { tableau, teams, folder, options, address, run, env, silent };
}

/** What a service would find in the folder. */
async function found(options: GlobalOptions) {
  const redactor = createRedactor();
  const log = createLogger('silent', redactor);
  const more = { publicUrl: () => undefined, configFile: undefined, log, redactor };
  const installation = await openInstallation({ ...options, ...more });
  const newest = await installation.store.ask('revision', {});
  const secrets = (await installation.store.ask('secrets', {})).map(({ id }) => id).toSorted();
  const policy = installation.deps.policy.current();
  await installation.close();
  return { number: newest?.number, text: newest?.text ?? '', secrets, policy };
}

describe('init', () => {
  it('leaves an installation that can be started, and no secret outside the store', async () => {
    const { run, silent, env, options, teams } = await place();

    const printed = await run(silent, { env });

    const { policy, text, secrets } = await found(options);
    expect(policy.sites.get('acme')?.pat).toMatchObject(pat);
    expect(policy.receivers.get('ops')?.destinations[0]?.address).toEqual({ url: teams.hook });
    expect(secrets).toEqual(['acme-pat', 'teams-ops']);
    expect(printed).toContain('tabduty serve --data');
    for (const secret of [pat.secret, 'sig=']) expect(text + printed).not.toContain(secret);
    expect(teams.control.posts('Ops')).toHaveLength(1);
  });

  it('says what is wrong with each answer and asks again until it passes', async () => {
    const { run, tableau, teams, address } = await place();
    const { prompts, told, left } = person([
      'no address',
      `http://127.0.0.1:${await deadPort()}/#/site/acme`,
      `${tableau.url}/#/site/nowhere/home`,
      ...[pat.name, pat.secret],
      ...['acme', pat.name, 'wrong'],
      ...['acme', 'ben', 'bens'],
      ...['acme', pat.name, pat.secret],
      'https://outlook.office.com/webhook/1',
      teams.hook.replace(/sig=./, 'sig=~'),
      ...[teams.hook, false],
      ...[teams.hook, true],
    ]);

    await run({}, { prompts });

    expect(left).toEqual([]);
    expect(told.filter((line) => line.startsWith('✗'))).toEqual([
      expect.stringContaining('cannot be read as an address → paste what the browser shows'),
      expect.stringContaining('does not take connections'),
      expect.stringContaining('refuses the sign-in'),
      expect.stringContaining('refuses the sign-in'),
      expect.stringContaining('webhooks and jobs need a site administrator'),
      expect.stringContaining('has retired'),
      expect.stringContaining('does not accept the signature'),
      expect.stringContaining('run history'),
    ]);
    expect(told.join()).not.toContain(address);
  });

  it('writes nothing when it is left at any question', async () => {
    const { run, address, teams, options, folder } = await place();
    const whole = [address, pat.name, pat.secret, teams.hook, true];

    for (let answered = 0; answered < whole.length; answered += 1) {
      const { prompts } = person([...whole.slice(0, answered), undefined]);
      await expect(run({ config: join(folder, 'c.yaml') }, { prompts })).rejects.toThrow(
        'nothing was written',
      );
    }

    expect([existsSync(options.data), existsSync(join(folder, 'c.yaml'))]).toEqual([false, false]);
  });

  it('replaces a configuration only when told to, and keeps the secrets of the one before', async () => {
    const { run, silent, env, options } = await place();
    await run(silent, { env });

    await expect(run(silent, { env })).rejects.toThrow('already: revision 1 by tabduty init');
    await expect(run(silent, { env, prompts: person([false]).prompts })).rejects.toThrow(
      'nothing was written',
    );
    await run({ ...silent, replace: true }, { env });

    const { number, secrets } = await found(options);
    expect(number).toBe(2);
    expect(secrets).toEqual(['acme-pat', 'acme-pat-2', 'teams-ops', 'teams-ops-2']);
  });

  it('writes a file instead, and never over one that is there', async () => {
    const { run, silent, env, options, folder } = await place();
    const config = join(folder, 'tabduty.yaml');

    await run({ ...silent, config }, { env });
    const text = readFileSync(config, 'utf8');
    expect(text).toContain('secret: "${secret:acme-pat}"');
    expect(await found(options)).toMatchObject({ number: undefined, secrets: ['acme-pat', 'teams-ops'] });

    writeFileSync(config, 'mine');
    await expect(run({ ...silent, config }, { env })).rejects.toThrow('there is a configuration already');
    expect(readFileSync(config, 'utf8')).toBe('mine');
  });

  describe('of a Tableau Server without tokens', () => {
    const ana = { user: 'ana', password: 'anas' };
    const old = {
      switches: { restApiVersion: '3.5', edition: 'server' as const },
      passwords: [ana, { user: 'ben', password: 'bens' }],
    };

    it('asks who signs in, and writes a site that is asked for what failed', async () => {
      const { run, address, teams, options } = await place(OUTBOUND, old);
      const { prompts, told, left } = person([
        address,
        ...['ben', 'bens'],
        ...['acme', 'ana', 'anas'],
        ...[teams.hook, true],
      ]);

      const printed = await run({}, { prompts });

      const { policy, text, secrets } = await found(options);
      expect(left).toEqual([]);
      expect(told.join('\n')).toContain('neither personal access tokens nor webhooks');
      expect(told.filter((line) => line.startsWith('✗'))).toEqual([
        expect.stringContaining('site administrator'),
      ]);
      expect(policy.sites.get('acme')).toMatchObject({ pat: undefined, login: ana, intake: 'pull' });
      expect(secrets).toEqual(['acme-login', 'teams-ops']);
      expect(text + printed).not.toContain('anas');
      expect(printed).not.toContain('webhooks sync');
    });

    it('takes the answers without a terminal, and says which are missing', async () => {
      const { run, address, options, env } = await place(OUTBOUND, old);
      const given = { tableau: address, tokenName: 'x' };
      await expect(run(given, { env })).rejects.toMatchObject({
        remedy: expect.stringMatching(/--login-user NAME; --login-password-file/),
      });

      await run({ tableau: address, loginUser: 'ana', loginPasswordFile: '-' }, { env, stdin: 'anas\n' });

      expect((await found(options)).policy.sites.get('acme')?.login).toEqual(ana);
    });
  });

  it('takes both secrets from standard input, a line each', async () => {
    const { run, silent, teams, options } = await place();

    await run(
      { ...silent, tokenSecretFile: '-', teamsUrlFile: '-' },
      { stdin: `${pat.secret}\r\n${teams.hook}` },
    );

    expect((await found(options)).policy.sites.get('acme')?.pat?.secret).toBe(pat.secret);
  });

  it('names everything that is missing without a terminal', async () => {
    const { run } = await place();

    await expect(run({})).rejects.toMatchObject({
      code: 'wrong-use',
      remedy: expect.stringMatching(/--tableau.*--token-name.*--token-secret-file.*--teams-url-file/s),
    });
  });

  it('names the option that a private or plain address needs', async () => {
    const { run, silent, env } = await place({ allow: [], plainHttp: ['127.0.0.1'] });
    const plain = await place({ allow: ['127.0.0.1'], plainHttp: [] });

    await expect(run(silent, { env })).rejects.toThrow('--outbound-allow 127.0.0.1/32');
    await expect(plain.run(plain.silent, { env })).rejects.toThrow('--outbound-plain-http 127.0.0.1');
  });

  it('says what to do when a service works on the folder', async () => {
    const { run, silent, env, options } = await place();
    await run(silent, { env });
    const redactor = createRedactor();
    const log = createLogger('silent', redactor);
    const running = await openInstallation({
      ...options,
      publicUrl: () => undefined,
      configFile: undefined,
      log,
      redactor,
    });
    onTestFinished(() => running.close());

    await expect(run({ ...silent, replace: true }, { env })).rejects.toMatchObject({
      code: 'conflict',
      remedy: expect.stringContaining('stop it and run this again'),
    });
  });
});

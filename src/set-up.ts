/** What `init` does to this machine: tries connections without an installation, then writes one. */
import { accessSync, constants, existsSync } from 'node:fs';
import { chmod, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { AppError } from './app/errors.ts';
import type { ConfigCheck } from './app/ports/config.ts';
import { firstConfigText, siteSlug } from './app/policy/first-config.ts';
import { freeName } from './app/policy/free-name.ts';
import { type ConnectionDeps, tryServer, trySite, tryTeams } from './app/upkeep/try-connections.ts';
import { writeFirstConfig } from './app/policy/write-first-config.ts';
import type { GlobalOptions } from './cli/faces.ts';
import type { SetUp, SetUpAnswers, SetUpDone } from './cli/set-up.ts';
import { teams } from './destinations/teams.ts';
import { checker } from './checker.ts';
import { type Installation, openInstallation } from './installation.ts';
import { systemClock } from './platform/clock.ts';
import { createLogger } from './platform/logger.ts';
import { createOutbound } from './platform/outbound.ts';
import { createRedactor } from './platform/redact.ts';
import { sitesOfOne } from './tableau/sites.ts';

export function composeSetUp(options: GlobalOptions, file: string | undefined, version: string): SetUp {
  const outbound = createOutbound({ ...options.outbound, userAgent: `Tabduty/${version}` });
  const connections: ConnectionDeps = {
    outbound,
    clock: systemClock,
    teams,
    sitesOf: (site) => sitesOfOne(site, { outbound, clock: systemClock }),
  };
  /** The revision that the person was asked about. */
  let base = 0;
  return {
    async existing() {
      for (const path of [options.data, ...(file === undefined ? [] : [dirname(resolve(file))])])
        refuseUnwritable(path);
      const newest = existsSync(join(options.data, 'tabduty.db'))
        ? await withInstallation(options, ({ store }) => store.ask('revision', {}))
        : undefined;
      base = newest?.number ?? 0;
      if (file !== undefined) return existsSync(file) ? file : undefined;
      return newest && `revision ${newest.number} by ${newest.author}`;
    },
    server: (server) => tryServer(connections, server),
    site: (access) => trySite(connections, access),
    teams: (pasted) => tryTeams(connections, pasted),
    write: (answers) =>
      withInstallation(options, (installation) => write(installation, { answers, base, file })),
    close: () => outbound.close(),
  };
}

type Writing = {
  readonly answers: SetUpAnswers;
  readonly base: number;
  readonly file: string | undefined;
};

async function write(
  { store, deps, box }: Installation,
  { answers, base, file }: Writing,
): Promise<SetUpDone> {
  const { server, contentUrl, signIn, teamsUrl } = answers;
  const site = siteSlug(server, contentUrl);
  // Older revisions keep the secrets that they name, so that they can be brought back.
  const taken = new Set((await store.ask('secrets', {})).map(({ id }) => id));
  const names = { signIn: freeName(`${site}-${signIn.kind}`, taken), teams: freeName('teams-ops', taken) };
  const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const text = firstConfigText({ server, contentUrl, signIn, timeZone, secrets: names });
  const secrets = [
    { name: names.signIn, value: signIn.secret },
    { name: names.teams, value: teamsUrl },
  ];
  await refuseFaulty(text, secrets);
  const deposit = { ...deps, store, box };
  const done = { site, hasWebhooks: signIn.kind === 'pat', secrets: [names.signIn, names.teams] };
  if (file === undefined) {
    const number = base + 1;
    await writeFirstConfig(deposit, { secrets, revision: { number, text } });
    return { ...done, written: `revision ${number}` };
  }
  await intoFile(file, text, () => writeFirstConfig(deposit, { secrets }));
  return { ...done, written: file };
}

/** What was asked for is known to be right; a text that its own check refuses would be a bug, or an odd site name. */
async function refuseFaulty(
  text: string,
  secrets: readonly { name: string; value: string }[],
): Promise<void> {
  const lookup = async (_kind: string, name: string) => {
    const found = secrets.find((secret) => secret.name === name);
    return found
      ? { ok: true as const, value: found.value }
      : { ok: false as const, fault: 'is not known', remedy: 'report this' };
  };
  const check = await checker({ lookup })(text, 1);
  if (!check.ok)
    throw new AppError(
      'configuration',
      check.faults.map(({ path, message }) => `${path} ${message}`).join('; '),
    );
}

/** Beside it first, so that nobody ever reads half a file; `before` runs when the text is safely on the disk. */
async function intoFile(file: string, text: string, before: () => Promise<void>): Promise<void> {
  const beside = `${file}.${process.pid}.new`;
  try {
    await writeFile(beside, text, { flag: 'wx' });
    // No secret is in it, and the data folder's own strictness would keep it from the team.
    await chmod(beside, 0o644);
    await before();
    await rename(beside, file);
  } catch (cause) {
    await rm(beside, { force: true });
    if (cause instanceof AppError) throw cause;
    throw new AppError('environment', 'the file cannot be written', { path: file, cause });
  }
}

/** A check with the secrets of the data folder; nothing where there is none, or where a service works on it. */
export async function checkWithStore(
  options: GlobalOptions,
  file: string,
  text: string,
): Promise<ConfigCheck | undefined> {
  const key = options.keyFile ?? join(options.data, 'key');
  if (!existsSync(join(options.data, 'tabduty.db')) || !existsSync(key)) return undefined;
  try {
    return await withInstallation(options, ({ deps }) => deps.check(text, 0), file);
  } catch (error) {
    if (error instanceof AppError) return undefined;
    throw error;
  }
}

async function withInstallation<T>(
  options: GlobalOptions,
  work: (it: Installation) => Promise<T>,
  configFile?: string,
): Promise<T> {
  const redactor = createRedactor();
  const installation = await openInstallation({
    data: options.data,
    keyFile: options.keyFile,
    outbound: options.outbound,
    publicUrl: () => undefined,
    configFile,
    log: createLogger('silent', redactor),
    redactor,
  }).catch((error) => {
    if (!(error instanceof AppError) || error.code !== 'conflict') throw error;
    throw new AppError('conflict', error.message, {
      path: options.data,
      remedy:
        'stop it and run this again, name another folder with --data, or change the running one with "tabduty secret set" and "tabduty config apply"',
      cause: error,
    });
  });
  try {
    return await work(installation);
  } finally {
    await installation.close();
  }
}

/** Told before the first question rather than after the last. */
function refuseUnwritable(path: string): void {
  let above = resolve(path);
  while (!existsSync(above) && dirname(above) !== above) above = dirname(above);
  try {
    accessSync(above, constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new AppError('environment', 'nothing can be written there', {
      path: above,
      remedy: 'give yourself the right to, or name another place with --data or --config',
      cause,
    });
  }
}

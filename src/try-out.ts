/** `try`: reads a site's job history with a token, and runs it through a configuration, without an installation. */
import { access, constants, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError } from './app/errors.ts';
import type { CheckConfig } from './app/ports/config.ts';
import { readJobPast } from './app/sites/read-job-past.ts';
import { tryConfigText } from './app/story/try-config.ts';
import { tryHistory, type TryReport } from './app/story/try-history.ts';
import type { GlobalOptions, TryWish } from './cli/faces.ts';
import { DESTINATIONS } from './destinations/registry.ts';
import { after, DAY } from './domain/time/instant.ts';
import type { Policy, SitePolicy } from './domain/policy.ts';
import { tryPage } from './http/try-page.ts';
import { checker } from './checker.ts';
import { systemClock } from './platform/clock.ts';
import { createOutbound } from './platform/outbound.ts';
import { sitesOfOne } from './tableau/sites.ts';

export async function tryOut(
  options: GlobalOptions,
  wish: TryWish,
  version: string,
  progress: (text: string) => void,
): Promise<TryReport> {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const policy = wish.policy ?? (await usualPolicy(wish, zone));
  const site = siteIn(policy, wish);
  // Before Tableau is read for minutes.
  await access(dirname(wish.out), constants.W_OK).catch((cause) =>
    Promise.reject(unwritable(wish.out, cause)),
  );
  const outbound = createOutbound({ ...options.outbound, userAgent: `Tabduty/${version}` });
  const sites = sitesOfOne(site, { outbound, clock: systemClock });
  try {
    const tableau = sites.site(site.slug);
    await tableau.signIn();
    const to = systemClock.now();
    const from = after(to, -wish.days * DAY);
    const past = await readJobPast({ tableau, clock: systemClock }, site, from, progress);
    progress('running it');
    const report = await tryHistory({ registry: DESTINATIONS }, past, policy, { from, to, zone });
    await save(wish.out, tryPage(report, wish.contentUrl === '' ? wish.server : wish.contentUrl));
    return report;
  } finally {
    progress('');
    await sites.signOut();
    await outbound.close();
  }
}

async function usualPolicy({ server, contentUrl }: TryWish, zone: string): Promise<Policy> {
  // Nothing is sent to what they name.
  const check: CheckConfig = checker({ lookup: async (_, name) => ({ ok: true, value: name }) });
  const checked = await check(tryConfigText(server, contentUrl, zone), 1);
  if (checked.ok) return checked.policy;
  throw new AppError(
    'configuration',
    checked.faults.map(({ path, message }) => `${path} ${message}`).join('; '),
  );
}

/** As the configuration has it, with the token that was given. */
function siteIn({ sites }: Policy, { server, contentUrl, token }: TryWish): SitePolicy {
  const site = [...sites.values()].find((s) => s.server === server && s.contentUrl === contentUrl);
  if (site !== undefined) return { ...site, pat: { ...token, expiresOn: undefined } };
  throw new AppError(
    'wrong-use',
    `the configuration has no site ${server} with content_url "${contentUrl}"`,
    {
      remedy: `it has ${[...sites.values()].map((s) => `${s.server} "${s.contentUrl}"`).join(', ') || 'none'}`,
    },
  );
}

/** Never half a page. */
async function save(file: string, page: string): Promise<void> {
  const beside = `${file}.${process.pid}.new`;
  try {
    await writeFile(beside, page);
    await rename(beside, file);
  } catch (cause) {
    await rm(beside, { force: true });
    throw unwritable(file, cause);
  }
}

function unwritable(path: string, cause: unknown): AppError {
  const remedy = 'name another place: --out FILE';
  return new AppError('environment', 'the page cannot be written here', { path, remedy, cause });
}

/** The doctor's look at each Tableau site: reachable, signed in, its rights, its clock, and how long its token lives. */
import { hasSignIn } from '../../domain/policy.ts';
import { DAY, durationText, type Instant, isoOf, MINUTE, parseInstant } from '../../domain/time/instant.ts';
import type { Policy, SitePolicy } from '../../domain/policy.ts';
import { isEnough, type Right, rightsOf } from '../../domain/sites/rights.ts';
import { probeRights } from '../sites/probe-rights.ts';
import { AppError } from '../errors.ts';
import { type Finding, finding } from './finding.ts';
import type { Clock } from '../ports/clock.ts';
import type { TableauSites } from '../ports/tableau.ts';

export type SiteExamDeps = {
  readonly policy: { current(): Policy };
  readonly sites: TableauSites;
  readonly clock: Pick<Clock, 'now'>;
};

/** Tableau's header counts whole seconds, and the answer takes its time. */
const CLOCKS_APART = 2 * MINUTE;
const TOKEN_SOON = 14 * DAY;

export async function examineSites(deps: SiteExamDeps): Promise<readonly Finding[]> {
  const sites = [...deps.policy.current().sites.values()];
  return (await Promise.all(sites.map((site) => examineSite(deps, site)))).flat();
}

async function examineSite(deps: SiteExamDeps, site: SitePolicy): Promise<readonly Finding[]> {
  const { slug, pat } = site;
  const check = `site ${slug}`;
  if (!hasSignIn(site))
    return [
      finding(
        check,
        'skipped',
        'it has no sign-in, so it can only be waited for, not asked',
        'add pat: { name, secret } to the site',
      ),
    ];
  try {
    const client = deps.sites.site(slug);
    const { info, session, probes } = await probeRights(client);
    const role = probes.siteRole === undefined ? '' : ` as ${probes.siteRole}`;
    const found = [
      finding(check, 'ok', `signed in at ${session.origin}${role}, REST API ${info.restApiVersion}`),
    ];
    const displacedAt = client.displacedAt();
    if (displacedAt !== undefined)
      found.push(
        finding(
          check,
          'warning',
          `another program seems to sign in with the same token: our session ended early at ${isoOf(displacedAt)}`,
          `give Tabduty a token of its own: tabduty token rotate ${slug}. A restart of Tableau looks the same, once`,
        ),
      );
    return [
      ...found,
      ...judgeRights(check, rightsOf(probes, site)),
      ...judgeClock(check, info.serverTime, deps.clock.now()),
      ...judgeToken(check, pat?.expiresOn, deps.clock.now()),
    ];
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return [finding(check, 'fault', error.message, error.remedy)];
  }
}

/** What the configuration does not ask for is no finding: `tableau check` shows it. */
function judgeRights(check: string, rights: readonly Right[]): readonly Finding[] {
  return rights
    .filter((right) => !isEnough(right))
    .map(({ feature, text, remedy, essential }) =>
      finding(check, essential ? 'fault' : 'warning', `${feature}: ${text}`, remedy),
    );
}

function judgeClock(check: string, theirs: Instant | undefined, ours: Instant): readonly Finding[] {
  if (theirs === undefined) return [];
  const apart = ours - theirs;
  if (Math.abs(apart) <= CLOCKS_APART) return [];
  const direction = apart > 0 ? 'ahead of' : 'behind';
  return [
    finding(
      check,
      'warning',
      `the clock of this machine is ${durationText(Math.abs(apart))} ${direction} Tableau's`,
      'let the machine set its clock from the network (NTP)',
    ),
  ];
}

function judgeToken(check: string, expiresOn: string | undefined, now: Instant): readonly Finding[] {
  const end = parseInstant(`${expiresOn}T00:00Z`);
  if (end === undefined || end - now > TOKEN_SOON) return [];
  const text =
    end > now ? `its token ends on ${expiresOn}` : `by its expires_on the token ended on ${expiresOn}`;
  return [
    finding(check, 'warning', text, 'make a new token in Tableau, store its secret, and correct expires_on'),
  ];
}

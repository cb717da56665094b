/** `sites`: the Tableau sites, as the policy has them. */
import { EVENT_CATALOG, tableauTypesOf } from '../domain/events/event-catalog.ts';
import type { Millis } from '../domain/time/instant.ts';
import { hasSignIn, type SitePolicy } from '../domain/policy.ts';
import { type Checking, entriesOf, isMap, placeOf } from './checking.ts';
import type { Path } from './fault.ts';
import { hint } from '../domain/nearest.ts';
import { checked } from './schema-faults.ts';
import { DEFAULTS, siteSchema } from './schema.ts';
import { warnOfPlainSecrets } from './plain-secrets.ts';

export function compileSites(value: unknown, checking: Checking): ReadonlyMap<string, SitePolicy> {
  const { findings } = checking;
  const sites = new Map<string, SitePolicy>();
  for (const [slug, given] of entriesOf(value, ['sites'], findings)) {
    const site = compileSite(slug, given, checking);
    if (site === undefined) continue;
    const twin = [...sites.values()].find(
      (s) => s.server === site.server && s.contentUrl === site.contentUrl,
    );
    if (twin)
      findings.fault(['sites', slug], `is the same site as sites.${twin.slug}`, {
        remedy: 'keep one of the two',
        aim: 'key',
      });
    warnOfSharedToken(site, [...sites.values()], checking);
    sites.set(slug, site);
  }
  return sites;
}

/** Tableau knows a token by its name, and gives it one session, whichever site that is on. */
function warnOfSharedToken(
  { slug, server, pat }: SitePolicy,
  others: readonly SitePolicy[],
  { findings }: Checking,
): void {
  const twin = others.find((s) => s.server === server && pat !== undefined && s.pat?.name === pat.name);
  if (twin === undefined) return;
  findings.warn(
    ['sites', slug, 'pat', 'name'],
    `is the token of sites.${twin.slug} too: each sign-in on one ends the session on the other`,
    'make a token for each site; this works, but every change of sites costs a sign-in',
  );
}

function compileSite(slug: string, given: unknown, checking: Checking): SitePolicy | undefined {
  const { findings } = checking;
  const at = ['sites', slug];
  if (slug === 'tabduty')
    findings.fault(at, "is Tabduty's own name as a source", { remedy: 'choose another name', aim: 'key' });
  const site = checked<typeof siteSchema._output>(siteSchema, given, at, { findings, section: 'site' });
  const events = eventsOf(isMap(given) ? given['events'] : undefined, [...at, 'events'], checking);
  if (site === undefined) return undefined;
  refuseContradictions(site, at, checking);
  refuseLogin(site, at, checking);
  warnOfPlainSecrets(siteSchema, at, checking);
  if (!hasSignIn(site))
    findings.warn(
      at,
      'has no pat, so its webhooks cannot be managed, and what they miss is not found',
      'add pat: { name, secret }',
    );
  return {
    slug,
    server: new URL(site.server).origin,
    contentUrl: site.content_url,
    pat: site.pat && { name: site.pat.name, secret: site.pat.secret, expiresOn: site.pat.expires_on },
    login: site.login,
    actions: [...new Set(site.actions)],
    events,
    intake: site.intake ?? (hasSignIn(site) ? 'both' : 'webhooks'),
    manageWebhooks: site.manage_webhooks ?? 'off',
    timeZone: site.time_zone ?? 'UTC',
    canary: canaryOf(site),
    stuckAfter: site.stuck_after ?? DEFAULTS.stuckAfter,
    place: placeOf(at, findings),
  };
}

/** Without a token nobody can ask for a call, and a site that is only asked is not to call. */
function canaryOf({ canary, intake, ...site }: typeof siteSchema._output): Millis | undefined {
  const isPossible = hasSignIn(site) && intake !== 'pull';
  return !isPossible || canary === 'off' ? undefined : (canary ?? DEFAULTS.canary);
}

/** What Tableau must be asked for needs a token, and a site without webhooks has none to manage. */
function refuseContradictions(site: typeof siteSchema._output, at: Path, { findings }: Checking): void {
  const { intake, manage_webhooks: manage, canary } = site;
  const isAsked = hasSignIn(site);
  const needs = (key: string, value: string) =>
    findings.fault([...at, key], `${value} asks Tableau, for which the site needs a pat`, {
      remedy: 'add pat: { name, secret }',
    });
  if (!isAsked && (intake === 'pull' || intake === 'both')) needs('intake', intake);
  if (!isAsked && (site.actions ?? []).length > 0) needs('actions', 'an action');
  if (!isAsked && (manage === 'plan' || manage === 'apply')) needs('manage_webhooks', manage);
  if (!isAsked && typeof canary === 'number') needs('canary', 'it');
  if (intake === 'pull' && typeof canary === 'number')
    findings.fault([...at, 'canary'], 'a site with intake: pull has no way in that could be tried', {
      remedy: 'remove it, or write intake: both',
    });
  if (intake === 'pull' && manage === 'apply')
    findings.fault([...at, 'manage_webhooks'], 'a site with intake: pull needs no webhooks', {
      remedy: 'write off, or intake: both',
    });
}

/** Tableau Cloud asks people for a second factor, which a password alone does not pass. */
function refuseLogin(
  { server, pat, login }: typeof siteSchema._output,
  at: Path,
  { findings }: Checking,
): void {
  if (login === undefined) return;
  if (pat !== undefined)
    findings.fault([...at, 'login'], 'stands beside pat, and a site signs in in one way', {
      remedy: 'keep pat; login is for a Tableau Server before 2019.4, which has no tokens',
      aim: 'key',
    });
  else if (/(^|\.)online\.tableau\.com$/.test(new URL(server).hostname))
    findings.fault([...at, 'login'], 'Tableau Cloud lets nobody sign in to its REST API with a password', {
      remedy: 'write pat: { name, secret }: My Account Settings → Personal Access Tokens',
      aim: 'key',
    });
}

function eventsOf(given: unknown, at: Path, { findings }: Checking): readonly string[] {
  const words: readonly unknown[] = Array.isArray(given) ? given : DEFAULTS.events;
  const types = new Set<string>();
  words.forEach((word, i) => {
    if (typeof word !== 'string') return;
    const known = tableauTypesOf(word);
    if (known.length === 0)
      findings.fault([...at, i], `"${word}" is no event that Tableau can send`, hint(word, EVENT_WORDS));
    for (const type of known) types.add(type);
  });
  return [...types];
}

export const EVENT_WORDS: readonly string[] = [
  ...new Set([...EVENT_CATALOG.map((e) => e.event), ...EVENT_CATALOG.map((e) => e.type)]),
];

/** `sites`: the Tableau sites, as the policy has them. */
import { EVENT_CATALOG, tableauTypesOf } from '../domain/event-catalog.ts';
import type { SitePolicy } from '../domain/policy.ts';
import { type Checking, entriesOf, isMap, placeOf } from './checking.ts';
import type { Path } from './fault.ts';
import { hint } from './nearest.ts';
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
    sites.set(slug, site);
  }
  return sites;
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
  warnOfPlainSecrets(siteSchema, at, checking);
  if (site.pat === undefined)
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
    actions: [...new Set(site.actions)],
    events,
    intake: site.intake ?? (site.pat === undefined ? 'webhooks' : 'both'),
    manageWebhooks: site.manage_webhooks ?? 'off',
    timeZone: site.time_zone ?? 'UTC',
    stuckAfter: site.stuck_after ?? DEFAULTS.stuckAfter,
    place: placeOf(at, findings),
  };
}

/** What Tableau must be asked for needs a token, and a site without webhooks has none to manage. */
function refuseContradictions(site: typeof siteSchema._output, at: Path, { findings }: Checking): void {
  const { pat, intake, manage_webhooks: manage } = site;
  const needs = (key: string, value: string) =>
    findings.fault([...at, key], `${value} asks Tableau, for which the site needs a pat`, {
      remedy: 'add pat: { name, secret }',
    });
  if (pat === undefined && (intake === 'pull' || intake === 'both')) needs('intake', intake);
  if (pat === undefined && (site.actions ?? []).length > 0) needs('actions', 'an action');
  if (pat === undefined && (manage === 'plan' || manage === 'apply')) needs('manage_webhooks', manage);
  if (intake === 'pull' && manage === 'apply')
    findings.fault([...at, 'manage_webhooks'], 'a site with intake: pull needs no webhooks', {
      remedy: 'write off, or intake: both',
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

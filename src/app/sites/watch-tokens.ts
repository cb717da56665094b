/** Looks every hour how long the tokens of the sites live, and reports it at 30, 7 and 1 day. */
import { after, DAY, durationText, HOUR, type Instant, parseInstant } from '../../domain/time/instant.ts';
import type { Observation } from '../../domain/health/observation.ts';
import type { SitePolicy } from '../../domain/policy.ts';
import { type TokenLife, tokenLife } from '../../domain/sites/token-life.ts';
import type { LoopResult } from '../ports/loop.ts';
import type { Store } from '../ports/store.ts';
import { type ReportDeps, reportCondition } from '../pipeline/report-condition.ts';

const EVERY = HOUR;
const CONDITION = 'tabduty/token-expiring';

export async function watchTokens(deps: ReportDeps, at: Instant): Promise<LoopResult> {
  for (const site of deps.policy.current().sites.values()) {
    const { slug } = site;
    const life = await lifeOf(deps, site, at);
    const seen = life?.stage === undefined ? rightOf(slug) : wrongOf(site, life.stage, at);
    await reportCondition(deps, seen, at);
  }
  return { did: 0, nextDue: after(at, EVERY) };
}

/** `undefined` for a site without a token. */
export async function lifeOf(
  { store }: { readonly store: Pick<Store, 'ask'> },
  { slug, pat }: SitePolicy,
  at: Instant,
): Promise<TokenLife | undefined> {
  return pat && tokenLife({ expiresOn: pat.expiresOn, lastUsedAt: await lastSignIn(store, slug) }, at);
}

export async function lastSignIn(store: Pick<Store, 'ask'>, slug: string): Promise<Instant | undefined> {
  return parseInstant((await store.ask('fact', { id: signInFact(slug) }))?.value ?? '');
}

/** The fact that holds when a site was last signed in to. */
export function signInFact(slug: string): string {
  return `sign-in/${slug}`;
}

function rightOf(slug: string): Observation {
  return { condition: CONDITION, object: slug, name: slug, site: slug, state: 'right' };
}

function wrongOf(
  { slug, pat }: SitePolicy,
  { end, days }: NonNullable<TokenLife['stage']>,
  at: Instant,
): Observation {
  const day = new Date(end.at).toISOString().slice(0, 10);
  const left = end.at > at ? `in ${daysText(end.at - at)}` : 'already';
  const detail =
    end.why === 'expires'
      ? `token ${pat?.name ?? ''} expires on ${day}: ${left}`
      : `token ${pat?.name ?? ''} was not used since ${new Date(end.at - 15 * DAY).toISOString().slice(0, 10)}, and Tableau drops one that is unused for 15 days: ${left}`;
  const remedy =
    end.why === 'expires'
      ? `make a new one in Tableau (My Account Settings), then: tabduty token rotate ${slug}`
      : `see why nobody can sign in: tabduty tableau check ${slug}`;
  return {
    ...{ condition: CONDITION, object: slug, name: slug, site: slug, state: 'wrong', detail, remedy },
    stage: `${end.why} ${days}`,
    severity: days > 1 ? 'warning' : days === 1 ? 'error' : 'critical',
  };
}

/** Whole days while there are some: the text changes once a day, not with each look. */
function daysText(left: number): string {
  const days = Math.floor(left / DAY);
  return days === 0 ? durationText(Math.ceil(left / HOUR) * HOUR) : `${days} ${days === 1 ? 'day' : 'days'}`;
}

/** Signs in to each site once a day: Tableau drops a token that nobody uses for 15 days, and a dead one is noticed. */
import { hasSignIn } from '../../domain/policy.ts';
import { put } from '../../domain/change.ts';
import { after, DAY, HOUR, type Instant, isoOf } from '../../domain/time/instant.ts';
import type { Observation } from '../../domain/health/observation.ts';
import { AppError } from '../errors.ts';
import type { Log } from '../ports/log.ts';
import type { LoopResult } from '../ports/loop.ts';
import type { TableauSites } from '../ports/tableau.ts';
import { type ReportDeps, reportCondition } from '../pipeline/report-condition.ts';
import { lastSignIn, signInFact } from './watch-tokens.ts';

type Deps = ReportDeps & { readonly sites: TableauSites; readonly log: Log };

/** One round; a site that refused is left in peace for an hour. */
export function signInSites(deps: Deps): (at: Instant) => Promise<LoopResult> {
  const { store, policy, sites, log } = deps;
  const refusedUntil = new Map<string, Instant>();

  const dueOf = async (slug: string, at: Instant): Promise<Instant> => {
    const last = await lastSignIn(store, slug);
    const due = last === undefined ? at : after(last, DAY);
    const peace = refusedUntil.get(slug);
    return peace !== undefined && peace > due ? peace : due;
  };

  const signIn = async (slug: string, at: Instant): Promise<Instant> => {
    try {
      await sites.site(slug).signIn();
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      log.warn(
        { site: slug, error: error.message, remedy: error.remedy },
        'Tableau could not be signed in to',
      );
      await reportCondition(deps, unreachable(slug, error), at);
      const again = after(at, HOUR);
      refusedUntil.set(slug, again);
      return again;
    }
    await store.commit([put('facts', { id: signInFact(slug), value: isoOf(at) })]);
    const condition = 'tabduty/site-unreachable';
    await reportCondition(deps, { condition, object: slug, name: slug, site: slug, state: 'right' }, at);
    return after(at, DAY);
  };

  return async (at) => {
    const next: Instant[] = [];
    for (const site of policy.current().sites.values()) {
      if (!hasSignIn(site)) continue;
      const { slug } = site;
      const due = await dueOf(slug, at);
      next.push(due > at ? due : await signIn(slug, at));
    }
    return { did: 0, nextDue: next.sort((a, b) => a - b)[0] };
  };
}

function unreachable(slug: string, { message, remedy }: AppError): Observation {
  const condition = 'tabduty/site-unreachable';
  return { condition, object: slug, name: slug, site: slug, state: 'wrong', detail: message, remedy };
}

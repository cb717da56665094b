/** Looks every few minutes whether another program uses the token of a site, and reports it. */
import { after, type Instant, MINUTE } from '../../domain/time/instant.ts';
import { hasSignIn } from '../../domain/policy.ts';
import { type ReportDeps, reportCondition } from '../pipeline/report-condition.ts';
import type { LoopResult } from '../ports/loop.ts';
import type { TableauSites } from '../ports/tableau.ts';

const EVERY = 5 * MINUTE;

export async function watchSessions(
  deps: ReportDeps & { readonly sites: TableauSites },
  at: Instant,
): Promise<LoopResult> {
  for (const site of deps.policy.current().sites.values()) {
    const { slug } = site;
    const isContested = hasSignIn(site) && deps.sites.site(slug).isContested();
    const about = { condition: 'tabduty/token-shared', object: slug, name: slug, site: slug } as const;
    const state = isContested
      ? ({
          state: 'wrong',
          detail: "it ends Tabduty's session again and again, so that Tableau can be asked only now and then",
          remedy: `give Tabduty a token of its own: make one in Tableau, then: tabduty token rotate ${slug}`,
        } as const)
      : ({ state: 'right' } as const);
    await reportCondition(deps, { ...about, ...state }, at);
  }
  return { did: 0, nextDue: after(at, EVERY) };
}

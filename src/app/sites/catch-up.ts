/** Compares the job histories of the sites with what arrived: each minute where nothing is posted, else now and then. */
import { hasSignIn } from '../../domain/policy.ts';
import { after, type Instant, MINUTE } from '../../domain/time/instant.ts';
import type { Policy, SitePolicy } from '../../domain/policy.ts';
import { AppError } from '../errors.ts';
import type { LookMemory } from './compare-jobs.ts';
import { type LookDeps, lookForMissed } from './look-for-missed.ts';
import type { LoopResult } from '../ports/loop.ts';
import type { TableauSites } from '../ports/tableau.ts';
import { reportCondition } from '../pipeline/report-condition.ts';

type Deps = LookDeps & { readonly sites: TableauSites; readonly policy: { current(): Policy } };

export type CatchUp = {
  readonly round: (at: Instant) => Promise<LoopResult>;
  /** A webhook works again: look at once, and wait for nothing. */
  readonly hurry: (slug: string) => void;
};

const EVERY: Readonly<Record<'pull' | 'both', number>> = { pull: MINUTE, both: 3 * MINUTE };
/** So long without an answer is a trouble to tell of; Tableau restarts for maintenance. */
const UNREACHABLE_AFTER = 5 * MINUTE;

type Kept = LookMemory & { dueAt: Instant; failingSince: Instant | undefined; said: string };

export function createCatchUp(deps: Deps): CatchUp {
  const kept = new Map<string, Kept>();

  const look = async (site: SitePolicy, memory: Kept, at: Instant): Promise<void> => {
    const every = EVERY[site.intake === 'pull' ? 'pull' : 'both'];
    memory.dueAt = after(at, every);
    const wasAway = !memory.started || memory.failingSince !== undefined;
    try {
      const waits = await lookForMissed(deps, deps.sites.site(site.slug), site, memory, at);
      if (waits) memory.dueAt = after(at, MINUTE);
      if (wasAway) await reachable(deps, site, at);
      memory.failingSince = undefined;
      memory.said = '';
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      await unreachable(deps, site, memory, error, at);
    }
  };

  return {
    hurry(slug) {
      const memory = kept.get(slug);
      if (memory === undefined) return;
      memory.hurried = true;
      memory.dueAt = 0 as Instant;
    },
    async round(at) {
      const next: Instant[] = [];
      for (const site of deps.policy.current().sites.values()) {
        if (site.intake === 'webhooks' || !hasSignIn(site)) continue;
        const memory = kept.get(site.slug) ?? freshMemory(at);
        kept.set(site.slug, memory);
        // A wall clock that was set back must not stop the looks.
        if (at >= memory.dueAt || memory.dueAt > after(at, 5 * MINUTE)) await look(site, memory, at);
        next.push(memory.dueAt);
      }
      return { did: 0, nextDue: next.sort((a, b) => a - b)[0] };
    },
  };
}

function freshMemory(at: Instant): Kept {
  return {
    ...{ awaited: new Map(), nameless: new Set(), started: false, hurried: false },
    ...{ dueAt: at, failingSince: undefined, said: '' },
  };
}

async function unreachable(
  deps: Deps,
  { slug }: SitePolicy,
  memory: Kept,
  { message, remedy }: AppError,
  at: Instant,
): Promise<void> {
  memory.failingSince ??= at;
  if (memory.said !== message)
    deps.log.warn({ site: slug, error: message, remedy }, 'the job history could not be asked for');
  memory.said = message;
  if (at - memory.failingSince < UNREACHABLE_AFTER) return;
  await reportCondition(deps, { ...troubleOf(slug), state: 'wrong', detail: message, remedy }, at);
}

async function reachable(deps: Deps, { slug }: SitePolicy, at: Instant): Promise<void> {
  await reportCondition(deps, { ...troubleOf(slug), state: 'right' }, at);
}

function troubleOf(slug: string) {
  return { condition: 'tabduty/site-unreachable', object: slug, name: slug, site: slug } as const;
}

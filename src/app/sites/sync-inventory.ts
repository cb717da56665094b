/** Keeps the inventory of each site: read every quarter of an hour; what is gone stays known for a while. */
import { hasSignIn } from '../../domain/policy.ts';
import { type Change, put, remove } from '../../domain/change.ts';
import { contentIdOf } from '../../domain/sites/content.ts';
import { after, DAY, type Instant, MINUTE } from '../../domain/time/instant.ts';
import { labelsWith, sameLabels } from '../../domain/routing/known-labels.ts';
import type { Policy, SitePolicy } from '../../domain/policy.ts';
import { routeAgain } from '../../domain/sites/reason.ts';
import type { Content } from '../../domain/tableau-records.ts';
import { AppError } from '../errors.ts';
import type { Log } from '../ports/log.ts';
import type { LoopResult } from '../ports/loop.ts';
import type { Store } from '../ports/store.ts';
import type { TableauSites } from '../ports/tableau.ts';
import { readInventory } from './read-inventory.ts';

type Deps = {
  readonly store: Pick<Store, 'ask' | 'commit'>;
  readonly policy: { current(): Policy };
  readonly sites: TableauSites;
  readonly log: Log;
};

export type InventoryKeeper = {
  sync(at: Instant): Promise<LoopResult>;
  /** Something is not in it: the site is read again at the next round, at most once a minute. */
  request(slug: string): void;
  /** Calls back when a site has been requested. */
  whenRequested(listener: () => void): void;
};

const EVERY = 15 * MINUTE;
const AFTER_FAULT = 5 * MINUTE;
const SOONEST = MINUTE;
/** Events about deleted content may come late, and their messages want its project and owner. */
const KEPT = 30 * DAY;
/** No site has more; it bounds what is compared. */
const MOST = 500_000;
const CHUNK = 500;
const MOST_OPEN = 10_000;

export function inventoryKeeper(deps: Deps): InventoryKeeper {
  const dueAt = new Map<string, Instant>();
  const readAt = new Map<string, Instant>();
  const requested = new Set<string>();
  let listener = () => {};

  const dueOf = (slug: string, at: Instant): Instant => {
    const due = dueAt.get(slug) ?? at;
    const last = readAt.get(slug);
    if (!requested.has(slug)) return due;
    const soonest = last === undefined ? at : after(last, SOONEST);
    return soonest < due ? soonest : due;
  };

  const syncSite = async (site: SitePolicy, at: Instant): Promise<void> => {
    requested.delete(site.slug);
    readAt.set(site.slug, at);
    try {
      await syncOne(deps, site, at);
      dueAt.set(site.slug, after(at, EVERY));
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      const { message, remedy } = error;
      deps.log.warn({ site: site.slug, error: message, remedy }, 'the inventory could not be read');
      dueAt.set(site.slug, after(at, AFTER_FAULT));
    }
  };

  return {
    request(slug) {
      requested.add(slug);
      listener();
    },
    whenRequested(called) {
      listener = called;
    },
    async sync(at) {
      const sites = [...deps.policy.current().sites.values()].filter(hasSignIn);
      const due = sites.filter(({ slug }) => dueOf(slug, at) <= at);
      await Promise.all(due.map((site) => syncSite(site, at)));
      return { did: 0, nextDue: sites.map(({ slug }) => dueOf(slug, at)).sort((a, b) => a - b)[0] };
    },
  };
}

async function syncOne({ store, sites }: Deps, site: SitePolicy, at: Instant): Promise<void> {
  const { contents, complete } = await readInventory(sites.site(site.slug), site);
  const known = await store.ask('contentsOfSite', { source: site.slug, limit: MOST });
  const changes = differences(known, contents, complete, at);
  for (let from = 0; from < changes.length; from += CHUNK)
    await store.commit(changes.slice(from, from + CHUNK));
  const changed = changes.flatMap((c) => (c.op === 'put' && c.table === 'contents' ? [c.row] : []));
  if (changed.length > 0) await routeByThem(store, site.slug, changed, at);
}

/** Whoever is to be told may be somebody else now; one of whom somebody was told stays where it is. */
async function routeByThem(
  store: Deps['store'],
  source: string,
  changed: readonly Content[],
  at: Instant,
): Promise<void> {
  const byId = new Map(changed.map((content) => [content.id, content]));
  const open = await store.ask('listIncarnations', {
    source,
    state: 'open',
    kind: 'alert',
    limit: MOST_OPEN,
  });
  for (const incarnation of open) {
    const { labels, stage, dueAt } = incarnation;
    const content = byId.get(contentIdOf(incarnation) ?? '');
    if (content === undefined || sameLabels(labelsWith(labels, content, undefined), labels)) continue;
    // Stale when it was routed in the meantime: then that was by this content.
    await store.commit([routeAgain(incarnation, stage === 'label' ? dueAt : at)]);
  }
}

/** Only a list that is complete says that something is gone. */
export function differences(
  known: readonly Content[],
  found: readonly Content[],
  complete: boolean,
  at: Instant,
): readonly Change[] {
  const before = new Map(known.map((content) => [content.id, JSON.stringify(content)]));
  const now = new Set(found.map(({ id }) => id));
  const changed = found.filter((content) => before.get(content.id) !== JSON.stringify(content));
  const missing = complete ? known.filter(({ id }) => !now.has(id)) : [];
  return [
    ...changed.map((content) => put('contents', content)),
    ...missing.flatMap((content) => {
      if (content.deletedAt === undefined) return [put('contents', { ...content, deletedAt: at })];
      return after(content.deletedAt, KEPT) < at ? [remove('contents', content.id)] : [];
    }),
  ];
}

/** Asks Tableau why refreshes failed and whose content it is, beside the pipeline: a page never waits for a slow site. */
import { type Change, update } from '../../domain/change.ts';
import { contentIdOf } from '../../domain/sites/content.ts';
import { after, earliest, type Instant, MINUTE, SECOND } from '../../domain/time/instant.ts';
import type { Incarnation } from '../../domain/records.ts';
import type { Reason } from '../../domain/tableau-records.ts';
import { takeIn } from '../../domain/sites/reason.ts';
import { CallBudget } from './call-budget.ts';
import { AppError } from '../errors.ts';
import { askSite, type SiteMemory } from './explain-site.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { LoopResult } from '../ports/loop.ts';
import type { TableauSays } from '../ports/questions.ts';
import type { Store } from '../ports/store.ts';
import type { TableauSites } from '../ports/tableau.ts';
import type { Policy } from '../../domain/policy.ts';

export type ExplainDeps = {
  readonly store: Pick<Store, 'ask' | 'commit'>;
  readonly policy: { current(): Policy };
  readonly sites: TableauSites;
  readonly clock: Clock;
  readonly log: Log;
  /** Content that is not in the inventory. */
  readonly onUnknownContent: (slug: string) => void;
};

export type Explainer = {
  /** One round of the loop: starts to ask each site that something is due for. */
  explainDue(at: Instant): Promise<LoopResult>;
  /** Resolves when nobody is asked any more. */
  settled(): Promise<void>;
  /** After a new configuration nobody is left in peace any longer: the token may be mended. */
  forgive(): void;
  /** Nothing is written any more, whatever Tableau still answers. */
  stop(): void;
  /** Calls back when a site may be asked again. */
  whenFree(listener: () => void): void;
};

/** Until when a site is not asked, and whether because it could not be. */
type Rest = { readonly until: Instant; readonly refuses: boolean };

type Due = { readonly reason: Reason; readonly incarnation: Incarnation };

const BATCH = 2000;
/** Between two rounds for one site, so that a storm is asked about as a whole. */
const BREATH = SECOND;
/** In a storm reasons come in several rounds: a message is completed with what came in so long, not by each. */
const GATHERED = 10 * SECOND;
const MOST_AT_ONCE = 8;
/** A site that refused or did not answer is left in peace; pages do not wait for it meanwhile. */
const AFTER_FAULT = 30 * SECOND;
const AFTER_REFUSAL = 5 * MINUTE;

export function createExplainer(deps: ExplainDeps): Explainer {
  const memories = new Map<string, SiteMemory>();
  const running = new Map<string, Promise<void>>();
  const rests = new Map<string, Rest>();
  let stopped = false;
  let freed = () => {};

  const memoryOf = (slug: string): SiteMemory => {
    const known = memories.get(slug);
    if (known !== undefined) return known;
    const fresh: SiteMemory = {
      jobs: { budget: new CallBudget(deps.clock), phrases: new Map(), searchesNotes: true },
      tasks: undefined,
      impacts: new Map(),
      successes: new Map(),
    };
    memories.set(slug, fresh);
    return fresh;
  };

  const round = async (slug: string, due: readonly Due[], contents: TableauSays['contents']) => {
    const memory = memoryOf(slug);
    let rest: { readonly length: number; readonly refuses: boolean } = { length: BREATH, refuses: false };
    try {
      const findings = await askSite({ ...deps, memory }, slug, due, contents);
      const at = deps.clock.now();
      if (stopped) return;
      const changes = due.map(({ reason, incarnation }, i) =>
        takeIn(reason, incarnation, findings[i] ?? NOTHING, at),
      );
      await commitAll(deps, changes);
      const late = due.filter(({ incarnation }, i) => isLate(incarnation) && findings[i]?.job !== undefined);
      await lookAgain(deps, late, at);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      const isRefused = error.code === 'denied' || error.code === 'not-found';
      rest = { length: isRefused ? AFTER_REFUSAL : AFTER_FAULT, refuses: true };
      const { message, remedy } = error;
      deps.log.warn(
        { site: slug, error: message, remedy },
        'Tableau could not be asked why refreshes failed',
      );
      if (!stopped) await giveWay(deps, due, contents, after(deps.clock.now(), rest.length));
    } finally {
      rests.set(slug, { until: after(deps.clock.now(), rest.length), refuses: rest.refuses });
    }
  };

  const start = (slug: string, work: Promise<void>) => {
    const run = work
      .catch((error) => deps.log.error({ error, site: slug }, 'failures could not be explained'))
      .finally(() => {
        running.delete(slug);
        freed();
      });
    running.set(slug, run);
  };

  return {
    whenFree(listener) {
      freed = listener;
    },
    async settled() {
      while (running.size > 0) await Promise.all(running.values());
    },
    forgive: () => rests.clear(),
    stop() {
      stopped = true;
    },
    async explainDue(at) {
      for (const [slug, { until }] of rests)
        if (until <= at || until - at > AFTER_REFUSAL) rests.delete(slug);
      const breathing = [...rests].filter(([, { refuses }]) => !refuses);
      // A storm is looked at once a round, not once for each call that comes in the meantime.
      const exceptSources = [...running.keys(), ...breathing.map(([slug]) => slug)];
      const { rows, nextDue } = await deps.store.ask('dueReasons', { at, limit: BATCH, exceptSources });
      for (const [slug, due] of bySource(rows)) {
        const rest = rests.get(slug);
        if (rest === undefined) start(slug, round(slug, due, rows.contents));
        else start(slug, giveWay(deps, due, rows.contents, rest.until));
      }
      return { did: 0, nextDue: earliest([nextDue, ...breathing.map(([, { until }]) => until)]) };
    },
  };
}

const NOTHING = { content: undefined, isAll: false };

function isLate({ stage, state }: Incarnation): boolean {
  return stage === 'routed' && state === 'open';
}

/** Messages that went out without a reason are completed where they can be. */
async function lookAgain({ store }: ExplainDeps, late: readonly Due[], at: Instant): Promise<void> {
  if (late.length === 0) return;
  const open = await store.ask('openGroupsOf', {
    incarnationIds: late.map(({ incarnation }) => incarnation.id),
  });
  const wanted = after(at, late.length > MOST_AT_ONCE ? GATHERED : 0);
  await Promise.all(
    open.map(({ id, version, dueAt }) =>
      store.commit([
        update('groups', id, { dueAt: earliest([dueAt, wanted]), version: version + 1 }, { version }),
      ]),
    ),
  );
}

/** Who waits for a site that cannot be asked is told without its reason, with what the inventory knows. */
async function giveWay(
  deps: ExplainDeps,
  due: readonly Due[],
  contents: TableauSays['contents'],
  retryAt: Instant,
): Promise<void> {
  const byId = new Map(contents.map((content) => [content.id, content]));
  const at = deps.clock.now();
  await commitAll(
    deps,
    due.map(({ reason, incarnation }) => {
      const content = byId.get(contentIdOf(incarnation) ?? '');
      return takeIn(reason, incarnation, { content, isAll: false, retryAt }, at);
    }),
  );
}

/** Each by itself: when somebody else was faster with one it is still due, and comes again. */
async function commitAll({ store }: ExplainDeps, each: readonly (readonly Change[])[]): Promise<void> {
  await Promise.all(each.map((changes) => store.commit(changes)));
}

function bySource(rows: {
  readonly reasons: readonly Reason[];
  readonly incarnations: readonly Incarnation[];
}): ReadonlyMap<string, readonly Due[]> {
  const incarnations = new Map(rows.incarnations.map((incarnation) => [incarnation.id, incarnation]));
  const found = new Map<string, Due[]>();
  for (const reason of rows.reasons) {
    const incarnation = incarnations.get(reason.id);
    if (incarnation === undefined) continue;
    const same = found.get(reason.source);
    if (same === undefined) found.set(reason.source, [{ reason, incarnation }]);
    else same.push({ reason, incarnation });
  }
  return found;
}

/** Looks every few minutes whether the webhooks of managed sites are as declared, and mends them where it may. */
import { hasSignIn } from '../../domain/policy.ts';
import { after, type Instant, MINUTE } from '../../domain/time/instant.ts';
import type { SitePolicy } from '../../domain/policy.ts';
import type { Observation } from '../../domain/health/observation.ts';
import type { WebhookPlan, WebhookStep } from '../../domain/sites/webhook-plan.ts';
import { AppError } from '../errors.ts';
import type { Log } from '../ports/log.ts';
import type { LoopResult } from '../ports/loop.ts';
import { endOldKey, type RotateDeps } from '../policy/rotate-hook.ts';
import { type ReportDeps, reportCondition } from '../pipeline/report-condition.ts';
import { carryOut, planSync, type SyncedStep } from './sync-webhooks.ts';

type Deps = RotateDeps &
  ReportDeps & {
    readonly log: Log;
    /** Webhooks were silent for a while: what they missed must be looked for. */
    readonly onGap: (slug: string) => void;
  };

const CONDITION = 'tabduty/webhooks';
/** A site has a handful; a message that lists dozens is read by nobody. */
const MOST_NAMED = 5;

export const KEEP_EVERY = 5 * MINUTE;

/** One round over all sites; each is looked at every five minutes, also after a look that failed. */
export function keepWebhooks(deps: Deps): (at: Instant) => Promise<LoopResult> {
  const lookedAt = new Map<string, Instant>();
  const said = new Map<string, string>();

  /** The same words are logged once, until they change. */
  const say = (slug: string, words: string, how: () => void): void => {
    if (said.get(slug) !== words && words !== '') how();
    said.set(slug, words);
  };

  const look = async (site: SitePolicy, at: Instant): Promise<void> => {
    const { slug } = site;
    try {
      const plan = await planSync(deps, slug, []);
      const done = site.manageWebhooks === 'apply' ? await carryOut(deps, slug, plan, 'tabduty') : [];
      if (site.manageWebhooks === 'plan') say(slug, wordsOf(plan), () => drifted(deps, slug, plan));
      report(deps, slug, done, (words, how) => say(slug, words, how));
      const seen = site.manageWebhooks === 'plan' ? driftOf(slug, plan) : failureOf(slug, done);
      await reportCondition(deps, seen, at);
      if (done.some(({ step, fault }) => step.kind !== 'delete' && fault === undefined)) deps.onGap(slug);
      await endOldKey(deps, slug);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      const { message, remedy } = error;
      // A Tableau that is away for a while is told by others; a right that was taken away stays away.
      if (error.code === 'denied')
        await reportCondition(
          deps,
          { ...about(slug), state: 'wrong', detail: `they cannot be looked at: ${message}`, remedy },
          at,
        );
      say(slug, message, () =>
        deps.log.warn({ site: slug, error: message, remedy }, 'webhooks could not be looked at'),
      );
    }
  };

  return async (at) => {
    const next: Instant[] = [];
    for (const site of deps.policy.current().sites.values()) {
      if (site.manageWebhooks === 'off' || !hasSignIn(site)) {
        await reportCondition(deps, rightOf(site.slug), at);
        continue;
      }
      const last = lookedAt.get(site.slug);
      // A wall clock that was set back must not stop the looks.
      if (last === undefined || at < last || at >= after(last, KEEP_EVERY)) {
        lookedAt.set(site.slug, at);
        await look(site, at);
      }
      next.push(after(lookedAt.get(site.slug) ?? at, KEEP_EVERY));
    }
    return { did: 0, nextDue: next.sort((a, b) => a - b)[0] };
  };
}

function wordsOf({ steps }: WebhookPlan): string {
  return steps.map((s) => `${s.kind} ${s.kind === 'create' ? s.event : s.webhook.name}: ${s.why}`).join('; ');
}

/** Nothing is changed with `plan`, so that a person has to hear what they would have to do. */
function driftOf(slug: string, plan: WebhookPlan): Observation {
  const remedy = `make it so with: tabduty tableau webhooks sync ${slug} --apply. If it is meant, change events: of the site`;
  return wrongOr(slug, plan.steps.map(driftText), remedy);
}

/** What could be mended is no trouble; what could not is told with Tableau's own reason. */
function failureOf(slug: string, done: readonly SyncedStep[]): Observation {
  const failed = done.flatMap(({ step, fault }) => (fault === undefined ? [] : [{ step, fault }]));
  const texts = failed.map(({ step, fault }) => `${driftText(step)}, and mending failed: ${fault.message}`);
  return wrongOr(
    slug,
    texts,
    failed[0]?.fault.remedy ?? `see it with: tabduty tableau webhooks sync ${slug}`,
  );
}

function wrongOr(slug: string, texts: readonly string[], remedy: string): Observation {
  if (texts.length === 0) return rightOf(slug);
  const more = texts.length - MOST_NAMED;
  const detail = [...texts.slice(0, MOST_NAMED), ...(more > 0 ? [`and ${more} more`] : [])].join('. ');
  return { ...about(slug), state: 'wrong', detail, remedy };
}

function rightOf(slug: string): Observation {
  return { ...about(slug), state: 'right' };
}

function about(slug: string) {
  return { condition: CONDITION, object: slug, name: slug, site: slug } as const;
}

/** Tableau's owner of a webhook is whom to ask who changed it. */
function driftText(step: WebhookStep): string {
  if (step.kind === 'create') return `${step.event}: the webhook is missing`;
  const { event, owner } = step.webhook;
  const whose = owner === undefined ? '' : ` (owner in Tableau: ${owner})`;
  const what = step.kind === 'delete' ? `one webhook is too many, ${step.why}` : step.why;
  return `${event}${whose}: ${what}`;
}

function drifted({ log }: Deps, slug: string, plan: WebhookPlan): void {
  log.warn(
    { site: slug, plan: wordsOf(plan), remedy: `tabduty tableau webhooks sync ${slug} --apply` },
    'the webhooks of a site are not those that it declares',
  );
}

function report(
  { log }: Deps,
  slug: string,
  done: readonly SyncedStep[],
  say: (words: string, how: () => void) => void,
): void {
  for (const { step, fault } of done) {
    const { kind, why } = step;
    const webhook = kind === 'create' ? step.name : step.webhook.name;
    if (fault === undefined) log.warn({ site: slug, webhook, why }, `webhook: ${kind}`);
    else
      say(`${webhook} ${fault.message}`, () =>
        log.error(
          { site: slug, webhook, error: fault.message, remedy: fault.remedy },
          `webhook: ${kind} failed`,
        ),
      );
  }
}

/** Looks every few minutes whether the webhooks of managed sites are as declared, and mends them where it may. */
import { after, type Instant, MINUTE } from '../../domain/instant.ts';
import type { SitePolicy } from '../../domain/policy.ts';
import type { WebhookPlan } from '../../domain/webhook-plan.ts';
import { AppError } from '../errors.ts';
import type { Log } from '../ports/log.ts';
import type { LoopResult } from '../ports/loop.ts';
import { endOldKey, type RotateDeps } from '../policy/rotate-hook.ts';
import { carryOut, planSync, type SyncedStep } from './sync-webhooks.ts';

type Deps = RotateDeps & {
  readonly log: Log;
  /** Webhooks were silent for a while: what they missed must be looked for. */
  readonly onGap: (slug: string) => void;
};

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

  const look = async (site: SitePolicy): Promise<void> => {
    const { slug } = site;
    try {
      const plan = await planSync(deps, slug, []);
      const done = site.manageWebhooks === 'apply' ? await carryOut(deps, slug, plan, 'tabduty') : [];
      if (site.manageWebhooks === 'plan') say(slug, wordsOf(plan), () => drifted(deps, slug, plan));
      report(deps, slug, done, (words, how) => say(slug, words, how));
      if (done.some(({ step, fault }) => step.kind !== 'delete' && fault === undefined)) deps.onGap(slug);
      await endOldKey(deps, slug);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      const { message, remedy } = error;
      say(slug, message, () =>
        deps.log.warn({ site: slug, error: message, remedy }, 'webhooks could not be looked at'),
      );
    }
  };

  return async (at) => {
    const next: Instant[] = [];
    for (const site of deps.policy.current().sites.values()) {
      if (site.manageWebhooks === 'off' || site.pat === undefined) continue;
      const last = lookedAt.get(site.slug);
      // A wall clock that was set back must not stop the looks.
      if (last === undefined || at < last || at >= after(last, KEEP_EVERY)) {
        lookedAt.set(site.slug, at);
        await look(site);
      }
      next.push(after(lookedAt.get(site.slug) ?? at, KEEP_EVERY));
    }
    return { did: 0, nextDue: next.sort((a, b) => a - b)[0] };
  };
}

function wordsOf({ steps }: WebhookPlan): string {
  return steps.map((s) => `${s.kind} ${s.kind === 'create' ? s.event : s.webhook.name}: ${s.why}`).join('; ');
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

/** Lets Tableau call us now and then: when the call does not come back, one alert says which leg is broken. */
import {
  after,
  durationText,
  type Instant,
  type Millis,
  MINUTE,
  SECOND,
  isoOf,
} from '../../domain/time/instant.ts';
import { put } from '../../domain/change.ts';
import type { Observation } from '../../domain/health/observation.ts';
import type { SitePolicy } from '../../domain/policy.ts';
import { AppError } from '../errors.ts';
import { maskAddresses } from './mask-addresses.ts';
import type { HookDirectory } from '../ports/hooks.ts';
import type { Clock } from '../ports/clock.ts';
import type { LoopResult } from '../ports/loop.ts';
import type { TableauSites, Webhook, WebhookTest } from '../ports/tableau.ts';
import { type ReportDeps, reportCondition } from '../pipeline/report-condition.ts';
import {
  type Arrival,
  arrivedAfter,
  judgeRoundTrip,
  newestCall,
  pointsHere,
  roundTripOf,
} from './round-trip.ts';

export type CanaryDeps = ReportDeps & {
  readonly clock: Pick<Clock, 'now' | 'mono'>;
  readonly sites: TableauSites;
  readonly hooks: Pick<HookDirectory, 'sourceOf'>;
};

/** A call takes a second or two; Tableau itself gives up after a few. */
export const IN_TIME = 30 * SECOND;
/** After a start the proxy in front may be starting too. */
const FIRST_AFTER = MINUTE;
/** While it does not come back it is tried more often, so that its end is noticed soon. */
const AGAIN_AFTER = 5 * MINUTE;

/** Asked for, and not there when Tableau had answered. */
type Flight = {
  readonly asked: Asked;
  readonly webhook: Webhook;
  readonly result: WebhookTest;
};

/** `mono`: the clock may be set before it comes back. `before`: the newest call then. */
type Asked = { readonly at: Instant; readonly mono: Millis; readonly before: string };

type Watched = {
  dueAt: Instant;
  flight?: Flight | undefined;
  /** One that had not come back in time: it may have come since. */
  lost?: Flight | undefined;
  /** Its turn among the webhooks of the site. */
  turn: number;
};

type Fault = { readonly detail: string; readonly remedy?: string | undefined };

export function watchCanary(deps: CanaryDeps): (at: Instant) => Promise<LoopResult> {
  const watched = new Map<string, Watched>();
  const off = new Set<string>();

  const settle = async (site: SitePolicy, mine: Watched, fault: Fault | undefined): Promise<void> => {
    const at = deps.clock.now();
    await reportCondition(deps, observed(site.slug, fault), at);
    if (fault === undefined)
      await deps.store.commit([put('facts', { id: factOf(site.slug), value: isoOf(at) })]);
    mine.lost = fault === undefined ? undefined : mine.flight;
    mine.flight = undefined;
    mine.dueAt = after(at, fault === undefined ? (site.canary ?? AGAIN_AFTER) : AGAIN_AFTER);
  };

  const ask = async (site: SitePolicy, mine: Watched): Promise<void> => {
    try {
      const late = await latecomer(deps, site.slug, mine.lost);
      if (late !== undefined) return await settle(site, mine, late);
      const all = await deps.sites.site(site.slug).listWebhooks();
      const ours = all.filter((webhook) => pointsHere(deps, site.slug, webhook));
      const enabled = ours.filter((webhook) => webhook.enabled);
      const chosen = enabled[mine.turn++ % Math.max(1, enabled.length)];
      if (chosen === undefined) {
        const fault = await noneToCall(deps, site.slug, all.length, ours);
        if (fault !== undefined) return await settle(site, mine, fault);
        mine.dueAt = after(deps.clock.now(), AGAIN_AFTER);
        return;
      }
      const before = await newestCall(deps, site.slug);
      const asked = { at: deps.clock.now(), mono: deps.clock.mono(), before };
      const result = await deps.sites.site(site.slug).testWebhook(chosen.id);
      mine.flight = { asked, webhook: chosen, result };
      mine.dueAt = after(asked.at, IN_TIME);
      const arrival = await arrivedAfter(deps, site.slug, before);
      // What Tableau got no good answer for, or what came too late, is known at once; what is missing may yet come.
      if (arrival !== undefined) await land(site, mine);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      const detail = `Tableau could not be asked for it: ${maskAddresses(error.message)}`;
      await settle(site, mine, { detail, remedy: error.remedy });
    }
  };

  const land = async (site: SitePolicy, mine: Watched): Promise<void> => {
    const { flight } = mine;
    if (flight === undefined) return;
    const arrival = await arrivedAfter(deps, site.slug, flight.asked.before);
    await settle(site, mine, faultOf(deps, flight, arrival));
  };

  return async (at) => {
    const next: Instant[] = [];
    const { sites } = deps.policy.current();
    for (const slug of watched.keys()) if (!sites.has(slug)) watched.delete(slug);
    for (const site of sites.values()) {
      if (site.canary === undefined) {
        watched.delete(site.slug);
        // An alert of a canary that was switched off would never end.
        if (!off.has(site.slug)) await reportCondition(deps, observed(site.slug, undefined), at);
        off.add(site.slug);
        continue;
      }
      off.delete(site.slug);
      const mine = watched.get(site.slug) ?? { dueAt: after(at, FIRST_AFTER), turn: 0 };
      watched.set(site.slug, mine);
      // A clock that was set back must not stop it.
      if (mine.dueAt > after(at, Math.max(site.canary, AGAIN_AFTER))) mine.dueAt = at;
      if (at >= mine.dueAt) await (mine.flight === undefined ? ask(site, mine) : land(site, mine));
      next.push(mine.dueAt);
    }
    return { did: 0, nextDue: next.sort((a, b) => a - b)[0] };
  };
}

async function latecomer(
  deps: CanaryDeps,
  slug: string,
  lost: Flight | undefined,
): Promise<Fault | undefined> {
  const arrival = lost && (await arrivedAfter(deps, slug, lost.asked.before));
  if (lost === undefined || arrival === undefined) return undefined;
  const took = tookOf(deps, lost.asked, arrival);
  return took > IN_TIME ? lateBy(lost.webhook.name, took) : undefined;
}

function lateBy(name: string, took: Millis): Fault {
  return {
    detail: `the call through ${name} arrived late, after ${durationText(took)}`,
    remedy: 'a proxy or a queue in front of Tabduty holds calls back; Tableau waits about three seconds',
  };
}

/** A clock that was set forward meanwhile makes nothing late: it took no longer than has passed. */
function tookOf({ clock }: Pick<CanaryDeps, 'clock'>, { at, mono }: Asked, arrival: Arrival): Millis {
  return Math.min(arrival.receivedAt - at, clock.mono() - mono);
}

function faultOf(
  deps: Pick<CanaryDeps, 'clock'>,
  { webhook: { name }, result, asked }: Flight,
  arrival: Arrival | undefined,
): Fault | undefined {
  const took = arrival === undefined ? 0 : tookOf(deps, asked, arrival);
  if (took > IN_TIME) return lateBy(name, took);
  const trip = roundTripOf(result, arrival);
  const judged = judgeRoundTrip(trip);
  if (judged === undefined || trip.kind === 'arrived') return undefined;
  return { detail: `through ${name} Tableau says ${trip.said}; ${judged.meaning}`, remedy: judged.remedy };
}

/** A site whose webhooks have not been made yet is no fault; one that had some, and has none now, is. */
async function noneToCall(
  { store }: CanaryDeps,
  slug: string,
  count: number,
  [first]: readonly Webhook[],
): Promise<Fault | undefined> {
  if (first !== undefined)
    return {
      detail: `Tableau has disabled ${first.name}${first.reason === '' ? '' : `: ${maskAddresses(first.reason)}`}`,
      remedy: `tabduty doctor inbound ${slug}, then: tabduty tableau webhooks update ${slug} ${first.name} --enable`,
    };
  if ((await store.ask('fact', { id: factOf(slug) })) === undefined) return undefined;
  return {
    detail: `none of its ${count} webhooks has our address any more`,
    remedy: `tabduty tableau webhooks sync ${slug} --apply`,
  };
}

/** Holds when a call last came back. */
function factOf(slug: string): string {
  return `canary/${slug}`;
}

function observed(slug: string, fault: Fault | undefined): Observation {
  const subject = { condition: 'tabduty/canary', object: slug, name: slug, site: slug } as const;
  return fault === undefined ? { ...subject, state: 'right' } : { ...subject, state: 'wrong', ...fault };
}

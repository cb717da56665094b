/** Tableau's sender: one delivery for each enabled webhook of an event, four attempts, then the webhook is disabled. */
import { performance } from 'node:perf_hooks';
import type { Clock } from '../../app/ports/clock.ts';
import type { Log } from '../../app/ports/log.ts';
import { type Instant, type Millis, after } from '../../domain/time/instant.ts';
import type { Agenda } from './agenda.ts';
import { type Occurrence, bodyOf } from './events.ts';
import { Outbound, type PostResult } from './outbound.ts';
import type { Chance } from '../shared/seed.ts';
import type { Switches } from './switches.ts';
import type { Webhook, World } from './world.ts';

export type Attempt = { readonly at: Instant; readonly tookMs: number; readonly result: PostResult };

export type Delivery = {
  readonly number: number;
  readonly webhook: Webhook;
  readonly occurrence: Occurrence;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly attempts: Attempt[];
  /** `dropped`: its webhook was disabled or deleted first. `lost`: Tableau never sent it. */
  state: 'waiting' | 'delivered' | 'failed' | 'dropped' | 'lost';
};

type Deps = {
  readonly clock: Clock;
  readonly agenda: Agenda;
  readonly world: World;
  readonly switches: Switches;
  readonly chance: Chance;
  readonly log: Log | undefined;
};

const MAX_KEPT = 5000;

export class Sender {
  readonly outbound: Outbound;
  readonly deliveries: Delivery[] = [];
  readonly #deps: Deps;
  #numbers = 0;
  #waiting = 0;
  #settled: (() => void)[] = [];

  constructor(deps: Deps) {
    this.#deps = deps;
    this.outbound = new Outbound(deps.switches);
  }

  /** Queues the event for everyone who wants it. `copies` beyond one have the same bytes. */
  emit(occurrence: Occurrence, copies = 1): void {
    const { world, switches, chance, clock } = this.#deps;
    const body = bodyOf(occurrence, switches);
    for (const webhook of world.webhooks) {
      if (!wants(webhook, occurrence)) continue;
      const lost = chance.hit(switches.lossRate);
      const sent = chance.hit(switches.duplicateRate) ? copies + 1 : copies;
      for (let copy = 0; copy < sent; copy++) {
        const delivery = this.#keep(webhook, occurrence, body, lost ? 'lost' : 'waiting');
        if (lost) continue;
        this.#waiting++;
        const wait = switches.deliveryDelayMs + Math.floor(chance.next() * switches.reorderWithinMs);
        this.#schedule(delivery, after(clock.now(), wait));
      }
    }
  }

  /** Resolves when every delivery, retries included, has come to its end. */
  async settled(): Promise<void> {
    if (this.#waiting === 0) return;
    await new Promise<void>((resolve) => this.#settled.push(resolve));
  }

  #keep(webhook: Webhook, occurrence: Occurrence, body: string, state: Delivery['state']): Delivery {
    const headers = this.outbound.headers(body);
    const number = ++this.#numbers;
    const { url } = webhook;
    const delivery: Delivery = { number, webhook, occurrence, url, headers, body, attempts: [], state };
    this.deliveries.push(delivery);
    if (this.deliveries.length > MAX_KEPT) this.deliveries.shift();
    return delivery;
  }

  #schedule(delivery: Delivery, due: Instant): void {
    const { agenda } = this.#deps;
    agenda.at(due, () => agenda.track(this.#attempt(delivery)));
  }

  async #attempt(delivery: Delivery): Promise<void> {
    const { clock, switches, world, log } = this.#deps;
    if (!delivery.webhook.isEnabled || !world.has(delivery.webhook)) return this.#end(delivery, 'dropped');
    const at = clock.now();
    const began = performance.now();
    const result = await this.outbound.post(delivery.url, delivery.body);
    delivery.attempts.push({ at, tookMs: performance.now() - began, result });
    if (succeeded(result, switches)) {
      delivery.webhook.failedEvents = 0;
      return this.#end(delivery, 'delivered');
    }
    log?.info({ webhook: delivery.webhook.name, attempt: delivery.attempts.length }, 'delivery not accepted');
    const gap: Millis | undefined = switches.retryGapsMs[delivery.attempts.length - 1];
    if (gap !== undefined) return this.#schedule(delivery, after(clock.now(), gap));
    this.#end(delivery, 'failed');
    this.#countFailure(delivery.webhook);
  }

  #countFailure(webhook: Webhook): void {
    const { disableAfterEvents, disableReason } = this.#deps.switches;
    webhook.failedEvents++;
    if (disableAfterEvents === 0 || webhook.failedEvents < disableAfterEvents) return;
    webhook.isEnabled = false;
    webhook.statusChangeReason = disableReason;
  }

  #end(delivery: Delivery, state: Delivery['state']): void {
    delivery.state = state;
    if (--this.#waiting > 0) return;
    for (const resolve of this.#settled.splice(0)) resolve();
  }
}

function wants(webhook: Webhook, { site, event }: Occurrence): boolean {
  return webhook.isEnabled && webhook.site === site && webhook.event === event;
}

function succeeded(result: PostResult, { only200 }: Switches): boolean {
  if (result.kind === 'unreachable') return false;
  return only200 ? result.status === 200 : result.status >= 200 && result.status < 300;
}

/** The whole pipeline on SQLite in memory, with a clock that stands still and a destination that does as it is told. */
import { dutyDesk } from '../../src/app/on-call/duty-desk.ts';
import { onCallBook } from '../../src/app/on-call/on-call-book.ts';
import { createDeliverer, type Deliverer, type DeliverDeps } from '../../src/app/pipeline/deliver.ts';
import { digestOutages } from '../../src/app/pipeline/digest-outages.ts';
import { freeAbandonedClaims } from '../../src/app/pipeline/free-claims.ts';
import { flushGroups } from '../../src/app/pipeline/flush-groups.ts';
import { labelAlerts } from '../../src/app/pipeline/label-alerts.ts';
import type { DestinationType } from '../../src/app/ports/destination.ts';
import type { Log } from '../../src/app/ports/log.ts';
import { receiveCall } from '../../src/app/pipeline/receive-call.ts';
import { triageCalls } from '../../src/app/pipeline/triage-calls.ts';
import type { Briefing } from '../../src/domain/briefing/briefing.ts';
import type { Outcome } from '../../src/domain/delivery/outcome.ts';
import type { Circumstances } from '../../src/domain/step.ts';
import type { Policy } from '../../src/domain/policy.ts';
import type { ReadySilence } from '../../src/domain/quiet/silence.ts';
import type { Instant } from '../../src/domain/time/instant.ts';
import { ManualClock } from '../../src/platform/clock.ts';
import { uuidV7 } from '../../src/platform/ids.ts';
import type { Store } from '../../src/app/ports/store.ts';
import { aPolicy } from '../fixtures/policy.ts';
import { NOON } from '../fixtures/records.ts';
import { memoryStore } from './memory-store.ts';

export type Sent = {
  readonly briefing: Briefing;
  readonly deliveryId: string;
  readonly destinationId: string;
  readonly at: Instant;
  readonly previous?: unknown;
};

export type Pipeline = {
  readonly store: Store;
  readonly clock: ManualClock;
  readonly sent: Sent[];
  /** What the destination answers from now on. */
  answer: (sent: Sent) => Outcome | Promise<Outcome>;
  policy: Policy;
  silences: readonly ReadySilence[];
  outlook: Circumstances['outlook'];
  /** Whether the destination can change what it has told. */
  canUpdate: boolean;
  readonly errors: unknown[];
  /** What use cases take, for the store as it is now. */
  deps(): DeliverDeps;
  post(body: unknown, source?: string): Promise<string>;
  /** Runs every loop until nothing more is due now. */
  settle(): Promise<void>;
  /** Like settle, but does not wait for attempts whose answer never comes. */
  settleUntilSent(count: number): Promise<void>;
  /** A new process on the same data: nothing that use cases hold survives. */
  restart(): Promise<void>;
};

export function tableauBody(over: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    resource: 'EXTRACTS',
    event_type: 'DatasourceRefreshFailed',
    resource_name: 'Sales Daily',
    site_luid: 'f8dbec1d-2217-42b0-868a-229a2ff090bb',
    resource_luid: 'd39a37f6-6d98-4692-a93b-92e01f5edbc5',
    created_at: '2026-09-21T12:00:00Z',
    ...over,
  };
}

export async function startPipeline(
  policy: Policy = aPolicy(),
  clock: ManualClock = new ManualClock(NOON),
): Promise<Pipeline> {
  const ids = uuidV7(clock);
  const errors: unknown[] = [];
  const log: Log = { debug() {}, info() {}, warn() {}, error: (fields) => errors.push(fields['error']) };
  const sent: Sent[] = [];
  const store = memoryStore();
  let deliverer: Deliverer;
  let boots = 0;

  const destination: DestinationType = {
    type: 'test',
    label: 'Test',
    address: { safeParse: (data) => ({ success: true, data }) },
    can: {
      get update() {
        return pipeline.canUpdate;
      },
      thread: true,
      direct: false,
    },
    rings: true,
    limits: [],
    concurrency: 8,
    laneOf: (_account, address) => (address as { lane?: string }).lane ?? 'one',
    describe: () => 'test',
    example: { address: {} },
    render: (briefing) => ({ payload: JSON.stringify(briefing), dropped: [] }),
    async send(payload, _account, _address, { deliveryId, at, previous }) {
      const destinationId = (await store.ask('delivery', { id: deliveryId }))?.destinationId ?? '';
      const one = { briefing: JSON.parse(payload) as Briefing, deliveryId, destinationId, at, previous };
      sent.push(one);
      return pipeline.answer(one);
    },
  };
  const duty = dutyDesk({ store, book: onCallBook({ store, policy: { current: () => pipeline.policy } }) });
  const deps = () => ({
    store,
    clock,
    ids,
    log,
    chance: () => 0,
    templates: { check: () => undefined, apply: () => undefined },
    registry: new Map([
      ['test', destination],
      // The same, where a message can be changed after it was sent.
      ['board', { ...destination, type: 'board', can: { ...destination.can, update: true } }],
      ['mail', { ...destination, type: 'mail', rings: false }],
    ]),
    duty,
    policy: { current: () => pipeline.policy },
    silences: { current: () => pipeline.silences },
    outbound: { request: asksNobody, connect: asksNobody },
    outlook: pipeline.outlook,
    bootId: `boot-${boots}`,
    detailsUrl: (id: string) => `https://alerts.example.com/a/${id}`,
  });

  const pipeline: Pipeline = {
    store,
    clock,
    sent,
    answer: () => ({ kind: 'accepted' }),
    policy,
    silences: [],
    outlook: undefined,
    canUpdate: false,
    errors,
    deps,
    post: (body, source = 'acme') =>
      receiveCall(deps(), {
        source,
        remote: '127.0.0.1',
        contentType: 'application/json',
        userAgent: 'TableauWebhooks/1.0',
        body: body instanceof Uint8Array ? body : new TextEncoder().encode(JSON.stringify(body)),
      }),
    async settle() {
      for (let idle = 0; idle < 2; ) {
        const at = clock.now();
        let did = 0;
        for (const step of [triageCalls, labelAlerts, flushGroups])
          did += (await step({ ...deps(), deliverer }, at)).did;
        did += (await deliverer.deliverDue(at)).did;
        did += (await digestOutages(deps(), at)).did;
        while (deliverer.underWay() > 0) await new Promise(setImmediate);
        idle = did === 0 ? idle + 1 : 0;
      }
    },
    async settleUntilSent(count) {
      while (sent.length < count) {
        for (const step of [triageCalls, labelAlerts, flushGroups])
          await step({ ...deps(), deliverer }, clock.now());
        await deliverer.deliverDue(clock.now());
        await new Promise(setImmediate);
      }
    },
    async restart() {
      boots += 1;
      deliverer = createDeliverer(deps());
      await freeAbandonedClaims(deps(), clock.now());
    },
  };
  deliverer = createDeliverer(deps());
  return pipeline;
}

function asksNobody(): Promise<never> {
  return Promise.reject(new Error('the test destination asks nobody'));
}

/** Handlers of the record endpoints. */
import { recentClockStep } from '../../app/upkeep/doctor-clock.ts';
import { clockStepText } from '../../domain/time/clock-note.ts';
import * as api from '../../api/records.ts';
import type { EngineDeps } from '../../app/pipeline/decide.ts';
import { AppError } from '../../app/errors.ts';
import { foreseeEvent, routesOfEvent } from '../../app/story/foresee-event.ts';
import type { Clock } from '../../app/ports/clock.ts';
import type { HookDirectory } from '../../app/ports/hooks.ts';
import type { Store } from '../../app/ports/store.ts';
import type { SendingGate } from '../../app/pipeline/sending-gate.ts';
import type { HealthSight } from '../../app/upkeep/watch-health.ts';
import { historyFrom, notKept } from '../../app/story/kept-history.ts';
import { storyOfEvent, storyOfIncarnation } from '../../app/story/tell-story.ts';
import { testReceiver } from '../../app/pipeline/test-receiver.ts';
import { type Instant, isoOf, parseInstant } from '../../domain/time/instant.ts';
import type { Policy } from '../../domain/policy.ts';
import type { Incarnation } from '../../domain/records.ts';
import type { RouteStep } from '../../domain/routing/route.ts';
import { type Handler, handler } from '../handler.ts';
import { given, paged } from '../paged.ts';
import { viewWithKind } from './deliveries.ts';
import { type AlertStanding, viewOfAlert, viewOfCall, viewOfEvent, viewOfStory } from '../views.ts';

type Deps = EngineDeps & {
  readonly store: Store;
  readonly clock: Clock;
  readonly hooks: HookDirectory;
  readonly publicUrl: () => string;
  readonly gate: Pick<SendingGate, 'pause'>;
  readonly health: () => HealthSight | undefined;
};

export function recordHandlers(deps: Deps): readonly Handler[] {
  return [...callHandlers(deps), ...eventHandlers(deps), ...alertHandlers(deps), ...otherHandlers(deps)];
}

function callHandlers({ store }: Deps): readonly Handler[] {
  return [
    handler(api.listCalls, async (input) => {
      const rows = await store.ask('listCalls', given(input));
      return paged(rows, input.limit, (r) => r.id, viewOfCall);
    }),
    handler(api.showCall, async ({ id }) => {
      const call = await store.ask('call', { id });
      if (call === undefined) throw await notKept({ store }, 'call', id);
      const { body, ...head } = call;
      const text = textOf(body);
      return {
        call: viewOfCall({ ...head, bytes: body.length }),
        body: text ?? Buffer.from(body).toString('base64'),
        bodyIsText: text !== undefined,
      };
    }),
  ];
}

function textOf(body: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    return undefined;
  }
}

function eventHandlers(deps: Deps): readonly Handler[] {
  const { store } = deps;
  const eventOf = async (id: string) => {
    const event = await store.ask('event', { id });
    if (event === undefined) throw await notKept({ store }, 'event', id);
    return event;
  };
  return [
    handler(api.listEvents, async (input) => {
      const rows = await store.ask('listEvents', given(input));
      return paged(rows, input.limit, (r) => r.id, viewOfEvent);
    }),
    handler(api.showEvent, async ({ id }) => {
      const event = await eventOf(id);
      const calls = await store.ask('callsOfEvent', { eventId: id, limit: 500 });
      return { event: viewOfEvent(event), calls: calls.map(viewOfCall) };
    }),
    handler(api.explainEvent, async ({ id, at: time }) => {
      const event = await eventOf(id);
      const at = time === undefined ? undefined : timeOf(time);
      return {
        event: viewOfEvent(event),
        story: viewOfStory(await storyOfEvent({ store }, event)),
        revision: deps.policy.current().revision,
        routes: (await routesOfEvent(deps, event)).map(viewOfRoute),
        ...(at === undefined ? {} : { forecast: viewOfStory(await foreseeEvent(deps, event, at)) }),
      };
    }),
  ];
}

function timeOf(text: string): Instant {
  const at = parseInstant(text);
  if (at !== undefined) return at;
  throw new AppError('wrong-use', `${JSON.stringify(text)} is no time`, {
    remedy: 'write it with its zone: 2026-11-02T03:15Z or 2026-11-02T04:15+01:00',
  });
}

function viewOfRoute({ route, depth, answer, why }: RouteStep) {
  return { name: route.name ?? route.place.path, depth, answer, why, line: route.place.line };
}

function alertHandlers({ store }: Deps): readonly Handler[] {
  return [
    handler(api.listAlerts, async ({ unrouted, ...input }) => {
      const only = unrouted === undefined ? {} : { unrouted: unrouted === 'true' };
      const rows = await store.ask('listIncarnations', { ...given(input), ...only });
      const standing = await standingsOf(store, rows);
      return paged(
        rows,
        input.limit,
        (r) => r.id,
        (r) => viewOfAlert(r, standing(r)),
      );
    }),
    handler(api.showAlert, async ({ id }) => {
      const asked = /^#?\d{1,12}$/.test(id) ? { number: Number(id.replace('#', '')) } : { id };
      const incarnation = await store.ask('incarnation', asked);
      if (incarnation === undefined) throw await notKept({ store }, 'alert', id);
      const members = await store.ask('membersOfIncarnation', { id: incarnation.id });
      const lists = await Promise.all(
        members.map((m) => store.ask('listDeliveries', { limit: 100, groupId: m.groupId })),
      );
      const deliveries = await Promise.all(lists.flat().map((d) => viewWithKind(store, d)));
      const story = viewOfStory(await storyOfIncarnation({ store }, incarnation));
      const standing = await standingsOf(store, [incarnation]);
      return { alert: viewOfAlert(incarnation, standing(incarnation)), story, deliveries };
    }),
  ];
}

async function standingsOf(
  store: Store,
  rows: readonly Incarnation[],
): Promise<(row: Incarnation) => AlertStanding> {
  const incarnationIds = rows.filter((r) => r.state === 'open').map((r) => r.id);
  const found = Map.groupBy(await store.ask('standing', { incarnationIds }), (s) => s.incarnationId);
  return ({ id }) => {
    const own = found.get(id) ?? [];
    const isQuiet = own.every(({ quiet }) => quiet !== undefined);
    return { ack: own.find(({ ack }) => ack !== undefined)?.ack, quiet: isQuiet ? own[0]?.quiet : undefined };
  };
}

function otherHandlers(deps: Deps): readonly Handler[] {
  const { store, hooks, policy } = deps;
  return [
    handler(api.testReceiver, async ({ name }, { actor }) => ({
      deliveries: [...(await testReceiver(deps, name, actor))],
    })),
    handler(api.listHooks, async () => ({
      items: [...policy.current().sites.keys()].flatMap((source) => {
        const path = hooks.pathOf(source);
        return path === undefined ? [] : [{ source, url: `${deps.publicUrl()}${path}` }];
      }),
    })),
    handler(api.showStatus, async () => {
      const {
        oldestPendingCallAt: _call,
        oldestDueDeliveryAt: _delivery,
        ...counts
      } = await store.ask('backlog', {});
      const [pause, from] = [deps.gate.pause(), await historyFrom({ store })];
      const step = await recentClockStep(store, deps.clock.now());
      return {
        revision: policy.current().revision,
        ...counts,
        ...(await store.ask('space', {})),
        ...(from === undefined ? {} : { historyFrom: from }),
        ...(step === undefined ? {} : { clock: clockStepText(step) }),
        heartbeat: heartbeatText(policy.current(), deps.health()),
        ...(pause === undefined ? {} : { sendingPausedSince: isoOf(pause.since) }),
      };
    }),
  ];
}

function heartbeatText({ heartbeat }: Policy, health: HealthSight | undefined): string {
  if (heartbeat === undefined) return 'not set: nobody notices when Tabduty itself ends';
  if (health === undefined) return 'not sent yet';
  if (health.faults.length > 0) return `withheld: ${health.faults.join('; ')}`;
  return health.lastBeatAt === undefined ? 'not taken yet' : `sent at ${isoOf(health.lastBeatAt)}`;
}

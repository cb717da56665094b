/** What would become of an event at a time, under the policy in force: the engine itself, on maps; sends nothing. */
import { update } from '../../domain/change.ts';
import { nextLookAt } from '../../domain/paging/escalation.ts';
import { step, type Input } from '../../domain/engine.ts';
import { catalogEntry } from '../../domain/events/event-catalog.ts';
import { labelsOf } from '../../domain/events/event-labels.ts';
import type { Instant } from '../../domain/time/instant.ts';
import { deriveLabels } from '../../domain/routing/labelling.ts';
import type { Labels } from '../../domain/routing/labels.ts';
import type { Event, Incarnation } from '../../domain/records.ts';
import { explainRoutes, type RouteStep } from '../../domain/routing/route.ts';
import { applyChanges, emptyWorld, openDeliveriesOf, place, type World } from '../../domain/world.ts';
import { circumstances, type EngineDeps, flushTools } from '../pipeline/decide.ts';
import type { Store } from '../ports/store.ts';
import { decisionLine, linesOf, type StoryLine, whyUntold } from './story-words.ts';

/** A policy with more is cut off here. */
const MOST_CALLS = 100;

/** The routes of the policy in force as they look at this event, with the labels that it was given. */
export async function routesOfEvent(
  deps: Pick<EngineDeps, 'policy'> & { readonly store: Pick<Store, 'ask'> },
  event: Event,
): Promise<readonly RouteStep[]> {
  const kind = catalogEntry(event.type)?.meaning === 'failed' ? 'alert' : 'notice';
  const known = await incarnationOf(deps.store, event);
  // What ended an alert carries that alert's labels, and as a notice it would have its own.
  const said =
    known?.kind === kind ? known.labels : labelsOf(event, kind === 'alert' ? 'refresh-failed' : event.event);
  const policy = deps.policy.current();
  const { labels } = deriveLabels(policy, { trouble: known?.trouble, labels: said, kind });
  return explainRoutes(policy, labels, kind);
}

/** As if it came in at `at` and nothing else were open. */
export async function foreseeEvent(
  deps: EngineDeps & { readonly store: Pick<Store, 'ask'> },
  event: Event,
  at: Instant,
): Promise<readonly StoryLine[]> {
  const world = emptyWorld();
  const known = await incarnationOf(deps.store, event);
  const duty = await deps.duty?.open(at);
  const run = (input: Input, when: Instant) =>
    step(world, input, flushTools(deps), { ...circumstances(deps, when), duty });
  const again = { ...event, receivedAt: at, occurredAt: at };
  place(world, 'events', again);
  run({ kind: 'event', event: again, outcomes: [] }, at);
  const said = world.events.get(event.id);
  if (said !== undefined && world.incarnations.size === 0)
    return [{ at, text: `not told: ${whyUntold(said)}` }];
  for (const incarnation of [...world.incarnations.values()]) {
    if (incarnation.stage !== 'label') continue;
    world.incarnations.set(incarnation.id, { ...incarnation, labels: labelsKnown(incarnation, known) });
    run({ kind: 'route', incarnationId: incarnation.id }, incarnation.dueAt ?? at);
  }
  for (const { id, dueAt } of [...world.groups.values()]) {
    // A group without a wait was flushed in the step that made it.
    if (dueAt !== undefined && !world.decisions.values().some((d) => d.subjectId === id))
      run({ kind: 'flush', groupId: id }, dueAt);
  }
  foreseeCalls(world, run);
  const lineOf = linesOf(world.groups.values());
  return [...world.decisions.values()].map((d) => decisionLine(d, lineOf)).sort((a, b) => a.at - b.at);
}

/** Who would be woken if nobody acknowledged. */
export function foreseeCalls(world: World, run: (input: Input, when: Instant) => unknown): void {
  for (const { id } of world.escalations.values()) callOn(world, id, run);
}

/** Every call, as if each message arrived. */
function callOn(world: World, id: string, run: (input: Input, when: Instant) => unknown): void {
  for (let calls = 0; calls < MOST_CALLS; calls++) {
    for (const { id: delivery } of openDeliveriesOf(world, id))
      applyChanges(world, [update('deliveries', delivery, { state: 'delivered' })]);
    const row = world.escalations.get(id);
    const due = row?.state === 'running' ? nextLookAt(row) : undefined;
    if (due === undefined) return;
    run({ kind: 'flush', groupId: id }, due);
  }
}

/** Facts that Tableau was asked for then are taken as they were then. */
function labelsKnown(fresh: Incarnation, known: Incarnation | undefined): Labels {
  return known?.kind === fresh.kind ? { ...fresh.labels, ...known.labels } : fresh.labels;
}

async function incarnationOf(store: Pick<Store, 'ask'>, event: Event): Promise<Incarnation | undefined> {
  return event.incarnationId === undefined
    ? undefined
    : store.ask('incarnation', { id: event.incarnationId });
}

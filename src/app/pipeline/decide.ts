/** What use cases need to run the engine, and the circumstances they make of it. */
import { composeBriefing } from '../../domain/briefing/compose-briefing.ts';
import type { DestinationRef, Policy } from '../../domain/policy.ts';
import type { FlushTools } from '../../domain/delivery/new-delivery.ts';
import type { Instant } from '../../domain/time/instant.ts';
import type { ReadySilence } from '../../domain/quiet/silence.ts';
import { shadowLane } from '../../domain/delivery/shadow.ts';
import type { Circumstances } from '../../domain/step.ts';
import type { DutyDesk } from '../on-call/duty-desk.ts';
import { emptyWorld, placeAll, type World } from '../../domain/world.ts';
import type { DestinationRegistry } from '../ports/destination.ts';
import type { Ids } from '../ports/ids.ts';
import type { GroupSlice } from '../ports/group-questions.ts';
import type { TriageSlice } from '../ports/questions.ts';
import type { Templates } from '../ports/templates.ts';

export type EngineDeps = {
  readonly ids: Ids;
  readonly chance: () => number;
  readonly templates: Templates;
  readonly registry: DestinationRegistry;
  readonly policy: { current(): Policy };
  readonly silences: { current(): readonly ReadySilence[] };
  readonly outlook?: Circumstances['outlook'];
  /** Where pages may go out. */
  readonly duty?: DutyDesk | undefined;
};

/** With the people that a page may need. */
export async function circumstancesOfDuty(deps: EngineDeps, at: Instant): Promise<Circumstances> {
  return { ...circumstances(deps, at), duty: await deps.duty?.open(at) };
}

export function circumstances(deps: EngineDeps, at: Instant): Circumstances {
  return {
    at,
    policy: deps.policy.current(),
    silences: deps.silences.current(),
    nextId: deps.ids.next,
    chance: deps.chance,
    outlook: deps.outlook,
    applyTemplate: (template, values) => deps.templates.apply(template, values),
  };
}

export function flushTools(deps: Pick<EngineDeps, 'registry'>): FlushTools {
  return {
    laneOf: (ref: DestinationRef) => laneOf(deps, ref),
    canUpdate: (ref: DestinationRef) => deps.registry.get(ref.type)?.can.update === true,
    compose: composeBriefing,
  };
}

/** Names of lanes are made of addresses by hashing, and are asked for each message. */
const lanes = new WeakMap<DestinationRef, string>();

/** The lane of a destination whose type this version does not know is the destination itself; it will say so. */
function laneOf({ registry }: Pick<EngineDeps, 'registry'>, ref: DestinationRef): string {
  if (ref.shadow === true) return shadowLane(ref.receiver);
  const type = registry.get(ref.type);
  if (type === undefined) return `unknown:${ref.id}`;
  const known = lanes.get(ref) ?? `${ref.type}:${type.laneOf(ref.account, ref.address)}`;
  lanes.set(ref, known);
  return known;
}

/** Alerts, and the groups that they are in. */
export function worldOfAlerts(slice: TriageSlice): World {
  const world = emptyWorld();
  world.lastNumber = slice.lastNumber;
  placeAll(world, 'alerts', slice.alerts);
  placeAll(world, 'incarnations', slice.incarnations);
  placeAll(world, 'groups', slice.groups);
  placeAll(world, 'members', slice.members);
  return world;
}

export function worldOfGroups(slice: GroupSlice): World {
  const world = emptyWorld();
  placeAll(world, 'groups', slice.groups);
  placeAll(world, 'members', slice.members);
  placeAll(world, 'incarnations', slice.incarnations);
  placeAll(world, 'told', slice.told);
  placeAll(world, 'deliveries', slice.openDeliveries);
  placeAll(world, 'reasons', slice.reasons);
  placeAll(world, 'reruns', slice.reruns);
  placeAll(world, 'contents', slice.contents);
  placeAll(world, 'decisions', slice.lastDecisions);
  placeAll(world, 'escalations', slice.escalations);
  for (const n of slice.lastNotifications)
    world.index.lastNotifiedAt.set(`${n.groupId}|${n.destinationId}`, n.at);
  return world;
}

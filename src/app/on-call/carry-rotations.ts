/** How rotations go on from one revision to the next: an edit of a list keeps who is on call, unless told otherwise. */
import type { Instant } from '../../domain/time/instant.ts';
import { carryOver, type RotationState } from '../../domain/on-call/carry-over.ts';
import type { Layer, Rotation } from '../../domain/on-call/schedule.ts';
import type { Policy, SchedulePolicy } from '../../domain/policy.ts';

type States = Readonly<Record<string, RotationState>>;

/**
 * What is stored with a new revision. A rotation with other times (another `from`, `handoff`, pace or zone) has
 * another id, and begins as it is written: that is the way to tell otherwise.
 */
export function rotationStates(policy: Policy, before: States, at: Instant): States {
  const states: Record<string, RotationState> = {};
  for (const { schedule, layer, rotation } of rotationsOf(policy)) {
    const key = keyOf(schedule, layer);
    const old = before[key];
    const shift = old === undefined ? 0 : carryOver(rotation, old, at);
    states[key] = { turns: rotation.turns, shift };
  }
  return states;
}

/** The policy with its rotations where they are, instead of where they would be as written. */
export function carryRotations(policy: Policy, states: States): Policy {
  const schedules = new Map(
    [...policy.schedules].map(([name, schedule]) => [
      name,
      { ...schedule, layers: schedule.layers.map((layer) => carried(schedule, layer, states)) },
    ]),
  );
  return { ...policy, schedules };
}

function carried(schedule: SchedulePolicy, layer: Layer, states: States): Layer {
  const state = states[keyOf(schedule, layer)];
  if (state === undefined || layer.who.kind === 'fixed') return layer;
  return { ...layer, who: { ...layer.who, shift: state.shift } };
}

type Found = {
  readonly schedule: SchedulePolicy;
  readonly layer: Layer;
  readonly rotation: Rotation;
};

function rotationsOf({ schedules }: Policy): readonly Found[] {
  return [...schedules.values()].flatMap((schedule) =>
    schedule.layers.flatMap((layer) =>
      layer.who.kind === 'rotation' ? [{ schedule, layer, rotation: layer.who }] : [],
    ),
  );
}

function keyOf(schedule: SchedulePolicy, layer: Layer): string {
  return `${schedule.name}/${layer.id}`;
}

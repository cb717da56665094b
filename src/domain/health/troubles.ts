/** What the rows say about Tabduty's own health: from lanes, dead deliveries and stuck work to observations. */
import type { Escalation } from '../people-records.ts';
import { type ClockStep, clockStepText } from '../time/clock-note.ts';
import { durationText, HOUR, type Instant, type Millis, MINUTE } from '../time/instant.ts';
import type { Observation } from './observation.ts';
import { isOwnCondition, OWN_CONDITIONS, type OwnCondition } from './own-conditions.ts';
import type { DestinationRef, Policy } from '../policy.ts';
import type { Unshown } from './unshown.ts';
import type { Alert, Lane } from '../records.ts';

/** Failing for so long is a trouble, even when each failure might have been a passing one. */
export const FAILING_FOR = 10 * MINUTE;

export type Seen = {
  readonly failingLanes: readonly Lane[];
  readonly dead: readonly {
    readonly destinationId: string;
    readonly count: number;
    readonly detail: string | undefined;
  }[];
  readonly stuck: { readonly calls: number; readonly incarnations: number; readonly groups: number };
  /** Some of the alerts that are stuck. */
  readonly stuckNames: readonly string[];
  readonly unshown: Unshown | undefined;
  readonly open: readonly Alert[];
  readonly pagesOfNobody: readonly Escalation[];
  /** When the machine's clock was set last. */
  readonly clockStep: ClockStep | undefined;
};

/**
 * The conditions that are found in this way. An open alert of another one is left to who reported it, unless its site
 * is no longer in the configuration.
 */
const FOUND_HERE: readonly OwnCondition[] = [
  'tabduty/lane-broken',
  'tabduty/delivery-dead',
  'tabduty/call-stuck',
  'tabduty/nobody-paged',
  'tabduty/clock-set',
];

type Wrong = Observation & { readonly state: 'wrong' };

/** What is wrong now, and what was wrong and is no more. */
export function observationsOf(
  seen: Seen,
  policy: Policy,
  laneOf: (destination: DestinationRef) => string,
  at: Instant,
): readonly Observation[] {
  const destinations = [...policy.receivers.values()].flatMap((r) => r.destinations);
  const wrong: Wrong[] = [
    ...seen.failingLanes.flatMap((lane) => brokenLane(lane, destinations, laneOf, at) ?? []),
    ...deadOf(seen.dead, destinations, laneOf),
    ...stuckOf(seen),
    ...unshownOf(seen.unshown),
    ...nobodyOf(seen.pagesOfNobody),
    ...clockOf(seen.clockStep, at),
  ];
  const still = new Set(wrong.map((w) => `${w.condition} ${w.object}`));
  const over = seen.open.flatMap((alert): readonly Observation[] => {
    if (!isOwnCondition(alert.condition)) return [];
    const { luid: object, name } = alert;
    const condition: OwnCondition = alert.condition;
    const settled = FOUND_HERE.includes(condition)
      ? !still.has(`${condition} ${object}`)
      : OWN_CONDITIONS[condition].what === 'site' && !policy.sites.has(object);
    return settled ? [{ condition, object, name, state: 'right' }] : [];
  });
  return [...wrong, ...over];
}

/** A lane that no destination uses any more troubles nobody. */
function brokenLane(
  lane: Lane,
  destinations: readonly DestinationRef[],
  laneOf: (destination: DestinationRef) => string,
  at: Instant,
): Wrong | undefined {
  const users = destinations.filter((d) => laneOf(d) === lane.id).map((d) => d.id);
  const since = lane.brokenSince ?? lane.failingSince;
  if (users.length === 0 || since === undefined) return undefined;
  if (lane.breaker !== 'open' && at - since < FAILING_FOR) return undefined;
  return {
    condition: 'tabduty/lane-broken',
    object: lane.id,
    name: users.join(', '),
    state: 'wrong',
    detail: lane.detail ?? `it has failed for ${durationText(at - since)}`,
    remedy: `mend the other side, then try it: tabduty test receiver ${users[0]?.split('/')[0] ?? ''}. What waits is kept for 72 h`,
    lane: lane.id,
  };
}

/** One for each lane: what took all of them is one trouble. A destination that is gone from the configuration troubles nobody. */
function deadOf(
  dead: Seen['dead'],
  destinations: readonly DestinationRef[],
  laneOf: (destination: DestinationRef) => string,
): readonly Wrong[] {
  const found = dead.flatMap((one) => {
    const destination = destinations.find((d) => d.id === one.destinationId);
    return destination === undefined ? [] : [{ ...one, lane: laneOf(destination) }];
  });
  return [...Map.groupBy(found, ({ lane }) => lane)].map(([lane, own]) => ({
    condition: 'tabduty/delivery-dead',
    object: lane,
    name: own.map(({ destinationId }) => destinationId).join(', '),
    state: 'wrong',
    detail: own[0]?.detail ?? 'without a reason',
    remedy:
      'see them with: tabduty deliveries list --state dead, and send them again with: tabduty resend --state dead',
    facts: [{ title: 'Messages given up', value: String(own.reduce((sum, { count }) => sum + count, 0)) }],
    lane,
  }));
}

function nobodyOf(pages: readonly Escalation[]): readonly Wrong[] {
  const byPolicy = new Map(pages.flatMap((p) => (p.policy ? [[p.policy.name, p.nobody ?? '']] : [])));
  return [...byPolicy].map(([object = '', detail = '']) => ({
    condition: 'tabduty/nobody-paged',
    object,
    name: object,
    state: 'wrong',
    detail,
    remedy: 'see who is on call with: tabduty on-call, and give people ways: in the configuration',
  }));
}

/** NTP moves a clock by seconds; whoever is told of that learns to look away. */
const WORTH_A_WORD: Millis = MINUTE;
const NEWS_FOR: Millis = HOUR;

function clockOf(step: ClockStep | undefined, at: Instant): readonly Wrong[] {
  if (step === undefined || Math.abs(step.by) < WORTH_A_WORD || at - step.at >= NEWS_FOR) return [];
  return [
    {
      condition: 'tabduty/clock-set',
      object: 'clock',
      name: "the machine's clock",
      state: 'wrong',
      severity: 'warning',
      detail: `${clockStepText(step)}; what waits was moved with it. Silences, quiet times and shifts go by the new time`,
      remedy: 'look whether the time of the machine is right and kept by NTP',
    },
  ];
}

function unshownOf(unshown: Unshown | undefined): readonly Wrong[] {
  if (unshown === undefined) return [];
  const { destinationId, names } = unshown;
  return [
    {
      condition: 'tabduty/call-stuck',
      object: 'messages',
      name: 'alerts in a message',
      state: 'wrong',
      detail: `${destinationId} was told without ${names.join(', ')}, which could not be shown`,
      remedy: "it is a fault of Tabduty: the service's log has the reason",
    },
  ];
}

function stuckOf({ stuck, stuckNames }: Pick<Seen, 'stuck' | 'stuckNames'>): readonly Wrong[] {
  const named = stuckNames.length === 0 ? '' : `: ${stuckNames.join(', ')}`;
  const parts = [
    { object: 'calls', name: 'calls that arrived', count: stuck.calls, of: '' },
    { object: 'alerts', name: 'alerts', count: stuck.incarnations, of: named },
    { object: 'groups', name: 'groups to be told', count: stuck.groups, of: '' },
  ];
  return parts
    .filter(({ count }) => count > 0)
    .map(({ object, name, count, of }) => ({
      condition: 'tabduty/call-stuck',
      object,
      name,
      state: 'wrong',
      detail: `${count} put aside${of}`,
      remedy:
        "it is a fault of Tabduty: the service's log has the reason, or tabduty alerts show of what is named",
    }));
}

/** "I take this shift": the shift that runs at a time, or the rest of it, goes to somebody else; or two are swapped. */
import type { OnDuty } from '../../domain/on-call/schedule.ts';
import { localText } from '../../domain/time/civil.ts';
import { after, DAY, type Instant } from '../../domain/time/instant.ts';
import { onCallBetween, type Shift } from '../../domain/on-call/resolve.ts';
import { shiftIn } from '../../domain/on-call/table.ts';
import type { SchedulePolicy } from '../../domain/policy.ts';
import { AppError } from '../errors.ts';
import { momentIn } from './add-override.ts';
import {
  type MadeOverrides,
  makeOverrides,
  type OverrideDeps,
  type OverrideDraft,
  scheduleOf,
} from './make-overrides.ts';

/** Longer than any usual turn; a shift without an end within it must be named by its times. */
const REACH = 62 * DAY;

export type WantedShift = {
  readonly schedule: string;
  readonly person: string;
  /** A moment within the shift; the present one when it is left out. */
  readonly at: string | undefined;
  readonly reason: string | undefined;
  readonly author: string;
};

export async function takeShift(deps: OverrideDeps, wanted: WantedShift): Promise<MadeOverrides> {
  const { schedule, shift } = await shiftOf(deps, wanted.schedule, wanted.at);
  const onDuty = peopleIn(shift, schedule);
  if (onDuty.some((o) => o.person === wanted.person))
    throw new AppError('conflict', `${wanted.person} is on call then already`);
  const drafts = onDuty.map((o) => draftOf(schedule, shift, o, wanted.person, wanted.reason));
  return makeOverrides(deps, drafts, wanted.author);
}

export type WantedSwap = {
  readonly schedule: string;
  /** Moments within the two shifts. */
  readonly at: string;
  readonly with: string;
  readonly reason: string | undefined;
  readonly author: string;
};

/** Each of two shifts goes to who has the other one, in one step. */
export async function swapShifts(deps: OverrideDeps, wanted: WantedSwap): Promise<MadeOverrides> {
  const first = await shiftOf(deps, wanted.schedule, wanted.at);
  const second = await shiftOf(deps, wanted.schedule, wanted.with);
  const { schedule } = first;
  const [one, other] = [onlyOne(first.shift, schedule), onlyOne(second.shift, schedule)];
  if (one.person === other.person)
    throw new AppError('conflict', `both shifts are ${one.person}'s: there is nothing to swap`);
  return makeOverrides(
    deps,
    [
      draftOf(schedule, first.shift, one, other.person, wanted.reason),
      draftOf(schedule, second.shift, other, one.person, wanted.reason),
    ],
    wanted.author,
  );
}

async function shiftOf(
  { book, clock }: OverrideDeps,
  name: string,
  at: string | undefined,
): Promise<{ readonly schedule: SchedulePolicy; readonly shift: Shift }> {
  const now = clock.now();
  const page = await book.open(now);
  const schedule = scheduleOf(page, name);
  const moment = at === undefined ? now : momentIn(at, schedule.zone, 'at');
  if (moment < now) throw new AppError('wrong-use', 'a shift that is over cannot be taken');
  const end = after(moment, REACH);
  const found = shiftIn(onCallBetween(schedule, after(moment, -REACH), end), moment);
  if (found === undefined) throw new Error('shifts tile the line, so one holds every moment');
  if (found.to >= end)
    throw new AppError(
      'wrong-use',
      `the shift at ${localText(moment, schedule.zone)} has no end within 62 days`,
      {
        remedy: 'say from when to when: tabduty overrides add --replace … --by … --from … --to …',
      },
    );
  return { schedule, shift: { ...found, from: later(found.from, now) } };
}

function peopleIn({ who, from }: Shift, { zone, name }: SchedulePolicy): readonly OnDuty[] {
  if (who.kind === 'people') return who.people;
  throw new AppError(
    'conflict',
    `nobody is on call then (from ${localText(from, zone)}), so there is no shift`,
    {
      remedy: `fill the gap: tabduty overrides add --schedule ${name} --add PERSON --from … --to …`,
    },
  );
}

function onlyOne(shift: Shift, schedule: SchedulePolicy): OnDuty {
  const [one, second] = peopleIn(shift, schedule);
  if (one !== undefined && second === undefined) return one;
  throw new AppError('conflict', 'several people share one of the shifts', {
    remedy: 'make the overrides one by one: tabduty overrides add --replace … --by …',
  });
}

/** Overrides look at who would be on call without any, so that a shift of a stand-in is taken from whom they stand in for. */
function draftOf(
  schedule: SchedulePolicy,
  { from, to }: Shift,
  { person, by }: OnDuty,
  taker: string,
  reason: string | undefined,
): OverrideDraft {
  if (by.kind === 'override' && by.inFor === undefined)
    throw new AppError('conflict', `${person} is on call by the override ${by.id}, which adds them`, {
      remedy: `remove it, and add another: tabduty overrides remove ${by.id}`,
    });
  const original = by.kind === 'override' ? (by.inFor ?? person) : person;
  if (by.kind === 'override' && original === taker)
    throw new AppError('conflict', `${person} stands in for ${taker} then`, {
      remedy: `take that back: tabduty overrides remove ${by.id}`,
    });
  const act = { kind: 'replace', remove: original, add: taker } as const;
  return { schedule: schedule.name, from, to, act, reason };
}

function later(a: Instant, b: Instant): Instant {
  return a > b ? a : b;
}

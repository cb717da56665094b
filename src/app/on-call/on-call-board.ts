/** What the page "who is on call" shows to whoever has its link: names and times of one schedule or of all, nothing else. */
import type { Instant } from '../../domain/time/instant.ts';
import { gapsAhead, isGapOk } from '../../domain/on-call/gaps.ts';
import type { OnCall } from '../../domain/on-call/resolve.ts';
import type { Policy } from '../../domain/policy.ts';
import { type OnCallDeps, tellOnCall } from './tell-on-call.ts';

/** "all", or "s-data". */
export type BoardId = string;

export type Board = {
  readonly title: string;
  /** The one schedule that it shows; all of them without it. */
  readonly of: string | undefined;
  readonly at: Instant;
  readonly schedules: readonly BoardRow[];
};

export type BoardRow = {
  readonly schedule: string;
  readonly zone: string;
  readonly now: Standing;
  readonly until: Instant | undefined;
  readonly next: Standing | undefined;
  /** In the coming sixty days, those that nobody intends. */
  readonly gaps: readonly { readonly from: Instant; readonly to: Instant }[];
};

/** Names as they are shown; with nobody on call, why. */
export type Standing = {
  readonly people: readonly { readonly name: string; readonly inFor: string | undefined }[];
  readonly gap: string | undefined;
};

const ALL: BoardId = 'all';
const MOST_GAPS = 5;

export function boardIds({ schedules }: Policy): readonly BoardId[] {
  return schedules.size === 0 ? [] : [ALL, ...[...schedules.keys()].map((name) => `s-${name}`)];
}

/** `undefined` when its schedule is no more. */
export async function readBoard(
  deps: OnCallDeps & { readonly policy: { current(): Policy } },
  id: BoardId,
): Promise<Board | undefined> {
  const policy = deps.policy.current();
  if (!boardIds(policy).includes(id)) return undefined;
  const at = deps.clock.now();
  const name = id === ALL ? undefined : id.slice(2);
  const told = await tellOnCall(deps, at, name);
  const nameOf = (slug: string) => policy.people.get(slug)?.name ?? slug;
  return {
    title: name === undefined ? 'On call' : `On call: ${name}`,
    of: name,
    at,
    schedules: told.map(({ schedule, who, to, next }) => ({
      schedule: schedule.name,
      zone: schedule.zone,
      now: standingOf(who, isGapOk(schedule, at), nameOf),
      until: to,
      next: next && standingOf(next, to !== undefined && isGapOk(schedule, to), nameOf),
      gaps: gapsAhead(schedule, at)
        .slice(0, MOST_GAPS)
        .map(({ from, to: end }) => ({ from, to: end })),
    })),
  };
}

function standingOf(who: OnCall, isIntended: boolean, nameOf: (slug: string) => string): Standing {
  if (who.kind === 'gap') return { people: [], gap: isIntended ? `${who.reason}, as intended` : who.reason };
  return {
    people: who.people.map(({ person, by }) => {
      const inFor = by.kind === 'override' ? by.inFor : undefined;
      return { name: nameOf(person), inFor: inFor && nameOf(inFor) };
    }),
    gap: undefined,
  };
}

/** Calendar feeds of who is on call: one for each schedule and each person, behind a link that can be renewed. */
import { after, DAY, type Instant } from '../../domain/time/instant.ts';
import type { Shift } from '../../domain/on-call/resolve.ts';
import type { PersonId } from '../../domain/on-call/schedule.ts';
import type { Policy } from '../../domain/policy.ts';
import { notFound } from '../errors.ts';
import { linkGeneration, renewLink } from './renewable-link.ts';
import { type OnCallDeps, tellShifts } from './tell-on-call.ts';

/** "s-data" or "p-ana". */
export type FeedId = string;

/** A time in which one person is on call without a break. */
export type Duty = {
  readonly schedule: string;
  readonly person: PersonId;
  readonly inFor: PersonId | undefined;
  readonly from: Instant;
  readonly to: Instant;
};

export type Feed = { readonly title: string; readonly duties: readonly Duty[] };

const BACK = 30 * DAY;
const AHEAD = 180 * DAY;

export function feedIds({ schedules, people }: Policy): readonly FeedId[] {
  return [
    ...[...schedules.keys()].map((name) => `s-${name}`),
    ...[...people.keys()].map((slug) => `p-${slug}`),
  ];
}

/** `undefined` when its schedule or person is no more. */
export async function readFeed(
  deps: OnCallDeps & { readonly policy: { current(): Policy } },
  id: FeedId,
): Promise<Feed | undefined> {
  const policy = deps.policy.current();
  if (!feedIds(policy).includes(id)) return undefined;
  const name = id.slice(2);
  const now = deps.clock.now();
  const [from, to] = [after(now, -BACK), after(now, AHEAD)];
  const all = id.startsWith('s-') ? [name] : [...policy.schedules.keys()];
  const duties = await Promise.all(
    all.map(async (schedule) => dutiesOf(schedule, (await tellShifts(deps, schedule, from, to)).shifts)),
  );
  if (id.startsWith('s-')) return { title: `On call: ${name}`, duties: duties.flat() };
  const own = duties.flat().filter((d) => d.person === name);
  return { title: `On call: ${policy.people.get(name)?.name ?? name}`, duties: own };
}

/** Shifts person by person: where somebody else comes or goes, who stays goes on. */
export function dutiesOf(schedule: string, shifts: readonly Shift[]): readonly Duty[] {
  const done: Duty[] = [];
  let running: readonly Duty[] = [];
  for (const { from, to, who } of shifts) {
    const people = who.kind === 'people' ? who.people : [];
    const next = people.map(({ person, by }): Duty => {
      const inFor = by.kind === 'override' ? by.inFor : undefined;
      const before = running.find((d) => d.person === person && d.inFor === inFor && d.to === from);
      return { schedule, person, inFor, from: before?.from ?? from, to };
    });
    done.push(...running.filter((d) => !next.some((n) => n.person === d.person && n.from === d.from)));
    running = next;
  }
  return [...done, ...running].sort((a, b) => a.from - b.from);
}

/** The link that was given away opens nothing from now on. */
export async function renewFeed(
  deps: Parameters<typeof renewLink>[0] & { readonly policy: { current(): Policy } },
  { id, ...by }: { readonly id: FeedId; readonly author: string; readonly at: Instant },
): Promise<void> {
  if (!feedIds(deps.policy.current()).includes(id)) throw notFound('calendar', id);
  await renewLink(deps, { kind: 'calendar', id }, by);
}

/** Links of earlier generations are worth nothing. */
export function feedGeneration(deps: Parameters<typeof linkGeneration>[0], id: FeedId): Promise<number> {
  return linkGeneration(deps, { kind: 'calendar', id });
}

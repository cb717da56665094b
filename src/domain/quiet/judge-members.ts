/** Judges the firing members of a group: which are kept quiet and why, written where that has changed. */
import type { Quiet } from '../quiet-records.ts';
import { put, update } from '../change.ts';
import { type Flap, type Flapper, flappersIn, lastTold } from './flapping.ts';
import { after, earliest, HOUR, type Instant } from '../time/instant.ts';
import type { Group, Incarnation, Member } from '../records.ts';
import { firstRerunOf } from '../sites/rerun-first.ts';
import { flapping } from '../rules/flapping.ts';
import { sourcesAmong } from '../rules/inhibition.ts';
import type { Sources } from '../rules/rule.ts';
import { quietOf } from '../rules/pipeline.ts';
import { madeOfMost } from '../briefing/made-of-most.ts';
import { isPutAside, putAside } from '../telling/put-aside.ts';
import { say, sayOf } from '../telling/say.ts';
import type { Circumstances, Draft } from '../step.ts';
import { toldOf, type World } from '../world.ts';

/** Whatever a rule says of its end, what is quiet is looked at so often: the configuration may have changed. */
const LOOK_EVERY = HOUR;

export type JudgedMembers = {
  readonly members: readonly Member[];
  /** Of them, what flaps. */
  readonly flappers: ReadonlyMap<string, Flapper>;
  /** When the first that is quiet must be looked at again. */
  readonly nextLook: Instant | undefined;
};

/** One that no rule can judge does not keep the others from being told: it is put aside. */
export function judgeMembers(
  draft: Draft,
  group: Group,
  all: readonly Member[],
  now: Circumstances,
  sources: Sources = soundSources(draft, now),
): JudgedMembers {
  const sound = all.filter((m) => !isPutAside(draft.world, m));
  const { made, faults } = madeOfMost(sound, (some) => verdictsOn(draft.world, group, some, sources, now));
  for (const [{ incarnationId }, fault] of faults) {
    const faulty = draft.world.incarnations.get(incarnationId);
    if (faulty !== undefined) putAside(draft, faulty, 'it cannot be judged', fault, now);
  }
  const looks: (Instant | undefined)[] = [];
  const changed: Member[] = [];
  const members = made.verdicts.map(({ member, incarnation, quiet }): Member => {
    if (incarnation === undefined) return member;
    if (quiet !== undefined) looks.push(earliest([quiet.until, after(now.at, LOOK_EVERY)]));
    if (member.quiet?.reason === quiet?.reason) return member;
    const after_ = { ...member, quiet: quiet && stored(quiet) };
    draft.add(update('members', member.id, { quiet: after_.quiet }));
    if (quiet !== undefined) changed.push(after_);
    if (quiet?.silenceId !== undefined) noteHeld(draft, group, incarnation, quiet.silenceId);
    return after_;
  });
  explain(draft, group, changed, now);
  return { members, flappers: made.flappers, nextLook: earliest(looks) };
}

/** Without an incarnation nothing about it is judged, and what was found before stays. */
type Verdict = {
  readonly member: Member;
  readonly incarnation?: Incarnation | undefined;
  readonly quiet?: Quiet | undefined;
};

function verdictsOn(
  world: World,
  group: Group,
  members: readonly Member[],
  sources: Sources,
  now: Circumstances,
): { readonly flappers: JudgedMembers['flappers']; readonly verdicts: readonly Verdict[] } {
  const { settings } = group;
  const flappers = flappersIn(members, world.incarnations, settings.flapping);
  const heldBack = heldBackIn(world, group, flappers);
  const verdicts = members.map((member): Verdict => {
    const flap = heldBack(member);
    // Once it resolved, what kept it quiet before stays to be read.
    if (flap === undefined && member.state === 'resolved' && !isHeld(member)) return { member };
    const incarnation = world.incarnations.get(member.incarnationId);
    if (incarnation === undefined || member.state === 'notice') return { member };
    const rerun = firstRerunOf(world, incarnation.id);
    const quiet =
      member.state === 'firing'
        ? quietOf({ incarnation, settings, sources, rerun, flap, now })
        : flapping({ incarnation, settings, sources, flap, now });
    if (quiet === undefined && member.state === 'resolved' && !isHeld(member)) return { member };
    return { member, incarnation, quiet };
  });
  return { flappers, verdicts };
}

/** What fires and keeps others quiet; one that cannot be looked at is put aside before it spoils every group. */
export function soundSources(draft: Draft, now: Circumstances): Sources {
  const { inhibitions } = now.policy;
  if (inhibitions.length === 0) return new Map();
  const { sources, faults } = sourcesAmong(inhibitions, firingIn(draft));
  for (const [faulty, fault] of faults) putAside(draft, faulty, 'it cannot be judged', fault, now);
  return sources;
}

/** Its recovery is told when it is stable. */
export function isHeld({ state, quiet }: Pick<Member, 'state' | 'quiet'>): boolean {
  return state === 'resolved' && quiet?.rule === 'flapping';
}

/** Of what flaps, and of which the group was told so: one that fires opened after that. */
function heldBackIn(
  world: World,
  group: Group,
  flappers: ReadonlyMap<string, Flapper>,
): (member: Member) => Flap | undefined {
  if (flappers.size === 0) return () => undefined;
  const told = Map.groupBy(toldOf(world, group.id), (row) => row.incarnationId);
  return ({ incarnationId, state }) => {
    const flapper = flappers.get(incarnationId);
    if (flapper === undefined) return undefined;
    const ids = state === 'resolved' ? [incarnationId, ...flapper.older] : flapper.older;
    return lastTold(ids, told)?.as === 'firing' ? flapper.flap : undefined;
  };
}

/** Whoever was to hear of it is told at the end of the silence what became of it; a digest says so by itself. */
function noteHeld(draft: Draft, group: Group, { id: incarnationId }: Incarnation, silenceId: string): void {
  const { receiver, digest } = group.settings;
  if (digest !== undefined) return;
  const id = `${silenceId}/${receiver}/${incarnationId}`;
  draft.add(put('held', { id, silenceId, receiver, incarnationId }));
}

function stored({ rule, reason }: Quiet): NonNullable<Member['quiet']> {
  return { rule, reason };
}

function firingIn(draft: Draft): readonly Incarnation[] {
  return [...draft.world.incarnations.values()].filter(
    (i) => i.kind === 'alert' && i.state === 'open' && !i.stuck,
  );
}

/** The same for all is one row of the group; else each alert has its own. */
function explain(draft: Draft, group: Group, changed: readonly Member[], now: Circumstances): void {
  const [first] = changed;
  if (first?.quiet === undefined) return;
  if (changed.length > 1 && changed.every((m) => m.quiet?.reason === first.quiet?.reason)) {
    const reason = `${changed.length} alerts are kept quiet: ${first.quiet.reason}`;
    return say(draft, group, undefined, 'not-told', reason, now);
  }
  for (const { incarnationId, quiet } of changed) {
    const reason = `kept quiet: ${quiet?.reason ?? ''}`;
    sayOf(draft, group, incarnationId, { destinationId: undefined, answer: 'not-told', reason }, now);
  }
}

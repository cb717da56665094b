/** Judges the firing members of a group: which are kept quiet and why, written where that has changed. */
import { insert, update } from './change.ts';
import { after, earliest, HOUR, type Instant } from './instant.ts';
import type { Decision, Group, Incarnation, Member } from './records.ts';
import { firstRerunOf } from './rerun-first.ts';
import { quietOf } from './rules/pipeline.ts';
import type { Quiet } from './rules/rule.ts';
import { say } from './say.ts';
import type { Circumstances, Draft } from './step.ts';

/** Whatever a rule says of its end, what is quiet is looked at so often: the configuration may have changed. */
const LOOK_EVERY = HOUR;

export type JudgedMembers = {
  readonly members: readonly Member[];
  /** When the first that is quiet must be looked at again. */
  readonly nextLook: Instant | undefined;
};

export function judgeMembers(
  draft: Draft,
  group: Group,
  members: readonly Member[],
  now: Circumstances,
): JudgedMembers {
  const firing = now.policy.inhibitions.length > 0 ? firingIn(draft) : [];
  const looks: (Instant | undefined)[] = [];
  const changed: Member[] = [];
  const judged = members.map((member): Member => {
    if (member.state !== 'firing') return member;
    const incarnation = draft.world.incarnations.get(member.incarnationId);
    if (incarnation === undefined) return member;
    const rerun = firstRerunOf(draft.world, incarnation.id);
    const quiet = quietOf({ incarnation, settings: group.settings, firing, rerun, now });
    if (quiet !== undefined) looks.push(earliest([quiet.until, after(now.at, LOOK_EVERY)]));
    if (member.quiet?.reason === quiet?.reason) return member;
    const after_ = { ...member, quiet: quiet && stored(quiet) };
    draft.add(update('members', member.id, { quiet: after_.quiet }));
    if (quiet !== undefined) changed.push(after_);
    return after_;
  });
  explain(draft, group, changed, now);
  return { members: judged, nextLook: earliest(looks) };
}

function stored({ rule, reason }: Quiet): NonNullable<Member['quiet']> {
  return { rule, reason };
}

function firingIn(draft: Draft): readonly Incarnation[] {
  return [...draft.world.incarnations.values()].filter((i) => i.kind === 'alert' && i.state === 'open');
}

/** The same for all is one row of the group; else each alert has its own. */
function explain(draft: Draft, group: Group, changed: readonly Member[], now: Circumstances): void {
  const [first] = changed;
  if (first?.quiet === undefined) return;
  if (changed.length > 1 && changed.every((m) => m.quiet?.reason === first.quiet?.reason)) {
    const reason = `${changed.length} alerts are kept quiet: ${first.quiet.reason}`;
    return say(draft, group, undefined, 'not-told', reason, now);
  }
  for (const { incarnationId, quiet } of changed)
    draft.add(insert('decisions', decisionAbout(group, incarnationId, quiet?.reason ?? '', now)));
}

function decisionAbout(group: Group, incarnationId: string, reason: string, now: Circumstances): Decision {
  return {
    id: now.nextId(),
    at: now.at,
    subject: 'incarnation',
    subjectId: incarnationId,
    destinationId: undefined,
    step: 'flush',
    answer: 'not-told',
    reason: `kept quiet: ${reason}`,
    revision: group.settings.revision,
    path: group.settings.path,
  };
}

/** Makes a digest: what its groups collected, one message for each destination, and what is written about it. */
import { put, remove, update } from '../change.ts';
import { DIGEST_WAITS, digestDue, digestName, digestVoice } from './digest.ts';
import {
  type Collected,
  collectedBriefing,
  type DigestFrame,
  type DigestLine,
  isEmpty,
} from '../briefing/digest-briefing.ts';
import { digestTo } from './digest-message.ts';
import { makeDue } from './group-clock.ts';
import type { Instant } from '../time/instant.ts';
import { isHeld, judgeMembers, soundSources } from '../quiet/judge-members.ts';
import type { FlushTools } from '../delivery/new-delivery.ts';
import type { DestinationRef, DigestRule, Policy, Receiver } from '../policy.ts';
import type { DigestMark } from '../quiet-records.ts';
import type { Group, Incarnation, Member, Told } from '../records.ts';
import { wordsForMost } from './put-aside.ts';
import { say, sayOf } from './say.ts';
import type { Circumstances, Draft } from '../step.ts';
import { membersOf, toldOf } from '../world.ts';

export type DigestInput = {
  readonly mark: DigestMark;
  readonly rule: DigestRule;
  /** The time for which it is made. */
  readonly of: Instant;
  readonly groupIds: readonly string[];
  readonly slowest: DigestFrame['slowest'];
  readonly onCall: DigestFrame['onCall'];
  readonly path: string;
  /** The configuration has none any more: all that was collected is told now, what is open goes on by itself. */
  readonly isLast: boolean;
};

export function tellDigest(draft: Draft, input: DigestInput, tools: FlushTools, now: Circumstances): void {
  const { mark, rule, of, isLast } = input;
  const groups = input.groupIds.flatMap((id) => draft.world.groups.get(id) ?? []);
  judgeAnew(draft, groups, now);
  const found = groups.map((group) => ({ group, parts: collect(draft, group, mark.receiver) }));
  const all = together(found.map(({ parts }) => parts));
  const isLeftOut = isLast
    ? !found.some((f) => hasNews(draft, f, mark.receiver))
    : isEmpty(all) && rule.skipEmpty;
  const number = isLeftOut ? mark.number : mark.number + 1;
  const name = `digest ${number} of ${mark.receiver}`;
  const ways = isLeftOut ? [] : waysOf(now.policy, mark.receiver);
  const frame = {
    name,
    rule,
    since: mark.until,
    of,
    at: now.at,
    slowest: input.slowest,
    onCall: input.onCall,
  };
  const told = send(draft, { ...input, ways, frame, all }, tools, now);
  for (const { group, parts } of found) {
    write(draft, group, parts, { ...input, name, told }, now);
    if (isLast && group.state === 'open') letGo(draft, group, mark.receiver, now);
  }
  const said = isLeftOut
    ? `${digestName(rule, of)} is left out: there is nothing to tell`
    : ways.length === 0
      ? `${name}: receiver ${mark.receiver} is no longer in the configuration`
      : `${name} for ${digestName(rule, of)}: told ${ways.map((w) => w.id).join(', ')}`;
  const set = { rule, until: now.at, number, said, dueAt: digestDue(rule, now.at) };
  const { version } = mark;
  draft.add(update('digests', mark.id, { ...set, version: version + 1 }, { version }));
  if (isLast) draft.add(remove('digests', mark.id));
}

/** What keeps quiet may have begun or ended since its group was looked at. */
function judgeAnew(draft: Draft, groups: readonly Group[], now: Circumstances): void {
  const sources = soundSources(draft, now);
  for (const group of groups)
    if (group.state !== 'ended') judgeMembers(draft, group, membersOf(draft.world, group.id), now, sources);
}

/** Something that no digest has said yet; what is muted may be told when it is so no more. */
function hasNews(
  { world }: Draft,
  { group, parts }: { readonly group: Group; readonly parts: Collected },
  receiver: string,
): boolean {
  const { failing, recovered, events } = parts;
  const told = toldOf(world, group.id).filter((t) => t.destinationId === digestVoice(receiver));
  const isNew = ({ alert }: DigestLine) => !told.some((t) => t.incarnationId === alert.id);
  return recovered.length + events.length > 0 || failing.some(isNew);
}

/** Where its receiver is gone the operators hear of it. */
function waysOf(policy: Policy, receiver: string): readonly DestinationRef[] {
  const own = policy.receivers.get(receiver)?.destinations;
  return own ?? policy.operators.flatMap((name) => policy.receivers.get(name)?.destinations ?? []);
}

type Sending = DigestInput & {
  readonly ways: readonly DestinationRef[];
  readonly frame: DigestFrame;
  readonly all: Collected;
};

type Sent = { readonly destinationId: string; readonly notificationId: string };

function send(draft: Draft, s: Sending, tools: FlushTools, now: Circumstances): readonly Sent[] {
  const members = [...s.all.failing, ...s.all.recovered, ...s.all.events].map(({ alert }) => alert.id);
  return s.ways.flatMap((destination) => {
    const receiver: Receiver | undefined = now.policy.receivers.get(destination.receiver);
    if (receiver === undefined) return [];
    const lines = [...s.all.failing, ...s.all.muted, ...s.all.recovered, ...s.all.events];
    const { briefing } = wordsForMost(
      draft,
      lines.map(({ alert }) => alert),
      (some) => collectedBriefing(onlyOf(s.all, new Set(some)), s.frame, receiver, draft.world),
      now,
    );
    const reason = s.isLast
      ? 'its route tells at once now: what was collected is told'
      : `it is time for ${digestName(s.rule, s.of)}`;
    const changes = digestTo(destination, { reason, path: s.path, members, briefing }, tools, now);
    draft.add(...changes);
    const made = changes.flatMap((c) => (c.op === 'insert' && c.table === 'notifications' ? c.row.id : []));
    return made.map((notificationId) => ({ destinationId: destination.id, notificationId }));
  });
}

const MUTES: readonly (NonNullable<Member['quiet']>['rule'] | undefined)[] = [
  'silence',
  'quiet-time',
  'inhibition',
];

function collect(draft: Draft, group: Group, receiver: string): Collected {
  const parts = { failing: [], muted: [], recovered: [], events: [] } as Record<
    keyof Collected,
    DigestLine[]
  >;
  const voice = digestVoice(receiver);
  const told = new Map(
    toldOf(draft.world, group.id)
      .filter((t) => t.destinationId === voice)
      .map((t) => [t.incarnationId, t.as]),
  );
  for (const member of membersOf(draft.world, group.id)) {
    const alert = draft.world.incarnations.get(member.incarnationId);
    const as = told.get(member.incarnationId);
    if (alert === undefined || as === 'resolved' || as === 'notice') continue;
    const part = partOf(member, as !== undefined);
    if (part !== undefined) parts[part].push({ alert, quiet: member.quiet });
  }
  return parts;
}

function partOf(member: Member, wasTold: boolean): keyof Collected | undefined {
  const rule = member.quiet?.rule;
  if (member.state === 'notice') return 'events';
  if (isHeld(member)) return undefined;
  // Who was told of a failure is due its end, whatever kept it quiet since.
  if (member.state === 'resolved' && wasTold) return 'recovered';
  if (rule !== undefined && MUTES.includes(rule)) return 'muted';
  if (rule !== undefined && DIGEST_WAITS.includes(rule)) return undefined;
  return member.state === 'firing' ? 'failing' : 'recovered';
}

/** An alert that several routes took is one line. */
function together(found: readonly Collected[]): Collected {
  const unique = (part: keyof Collected) => [
    ...new Map(found.flatMap((f) => f[part]).map((line) => [line.alert.id, line])).values(),
  ];
  return {
    failing: unique('failing'),
    muted: unique('muted'),
    recovered: unique('recovered'),
    events: unique('events'),
  };
}

function onlyOf(all: Collected, wanted: ReadonlySet<Incarnation>): Collected {
  const of = (part: keyof Collected) => all[part].filter(({ alert }) => wanted.has(alert));
  return {
    failing: of('failing'),
    muted: of('muted'),
    recovered: of('recovered'),
    events: of('events'),
  };
}

const AS: {
  readonly [P in keyof Collected]: { readonly as: Told['as'] | undefined; readonly words: string };
} = {
  failing: { as: 'firing', words: 'still failing' },
  muted: { as: undefined, words: 'muted' },
  recovered: { as: 'resolved', words: 'recovered' },
  events: { as: 'notice', words: 'other events' },
};

type Writing = DigestInput & { readonly name: string; readonly told: readonly Sent[] };

/** What was said of each member, so that the next digest knows; and a decision for each destination. */
function write(draft: Draft, group: Group, parts: Collected, w: Writing, now: Circumstances): void {
  const [first] = w.told;
  if (first === undefined) return;
  const voice = digestVoice(w.mark.receiver);
  const words: string[] = [];
  for (const part of ['failing', 'muted', 'recovered', 'events'] as const) {
    if (parts[part].length > 0) words.push(`${parts[part].length} ${AS[part].words}`);
    for (const { alert } of parts[part]) {
      if (part === 'muted')
        for (const { destinationId } of w.told)
          sayOf(
            draft,
            group,
            alert.id,
            { destinationId, answer: 'told', reason: `named as muted in ${w.name}` },
            now,
          );
      // What is muted and over was said; what is muted and fires may be told yet.
      const as = part === 'muted' && alert.state !== 'open' ? 'resolved' : AS[part].as;
      if (as !== undefined) draft.add(toldRow(group, voice, alert.id, as, first.notificationId, now.at));
    }
  }
  if (words.length === 0) return;
  for (const { destinationId } of w.told)
    say(draft, group, destinationId, 'told', `told in ${w.name}: ${words.join(', ')}`, now);
}

function toldRow(
  group: Group,
  destinationId: string,
  incarnationId: string,
  as: Told['as'],
  notificationId: string,
  at: Instant,
) {
  const id = `${group.id}/${destinationId}/${incarnationId}`;
  return put('told', {
    ...{ id, groupId: group.id, destinationId, incarnationId, as },
    ...{ notificationId, state: 'told', at },
  });
}

/** From now on it is told as any other; what digests said counts as told. */
function letGo(draft: Draft, group: Group, receiver: string, now: Circumstances): void {
  const said = toldOf(draft.world, group.id).filter((t) => t.destinationId === digestVoice(receiver));
  for (const { id } of now.policy.receivers.get(receiver)?.destinations ?? [])
    for (const { incarnationId, as, notificationId } of said)
      draft.add(toldRow(group, id, incarnationId, as, notificationId, now.at));
  const { digest: _, ...settings } = group.settings;
  draft.add(update('groups', group.id, { settings }), makeDue(group, now.at));
}

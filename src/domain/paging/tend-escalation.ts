/** Looks after a group's escalation each time the group is flushed: begins, holds and ends it, and calls who is due. */
import type { Acknowledgement, Escalation } from '../people-records.ts';
import { insert, remove, update } from '../change.ts';
import { type Found, findTargets, type Reached } from './duty.ts';
import {
  ASK_FOR,
  callDue,
  callsOf,
  expiryOf,
  freshEscalation,
  isCovered,
  nextLookAt,
  type PlannedCall,
  RESTING,
  wayDue,
} from './escalation.ts';
import { type Flapper, toldOfHeads } from '../quiet/flapping.ts';
import { notify } from '../telling/flush-destination.ts';
import { worstOf } from '../routing/severity.ts';
import { after, type Instant } from '../time/instant.ts';
import { decide, destinationIn, loudIn, openIn, pageTo, type Tending } from './page-out.ts';
import { openDeliveriesOf, toldBy, toldOf } from '../world.ts';

/** What stands before destinations are told: whether somebody has it. Pages that are not needed any more are taken back. */
export function reviewEscalation(t: Tending): Escalation | undefined {
  const before = rowOf(t) ?? beginning(t);
  const row = before?.state === 'ended' && loudIn(t).length > 0 ? again(t, before) : before;
  if (row === undefined || row.state === 'ended') return row;
  if (!t.members.some((m) => m.state === 'firing')) return save(t, { ...row, ...RESTING, state: 'ended' });
  const reviewed = row.ack === undefined ? row : reviewAck(t, row, row.ack);
  if (reviewed.state === 'acknowledged') return save(t, reviewed);
  return save(t, holdOrGoOn(t, withoutDead(t, reviewed)));
}

/** Calls who is due, and says who has it; answers when it must be looked at again by itself. */
export function runEscalation(
  t: Tending,
  reviewed: Escalation | undefined,
  flappers: ReadonlyMap<string, Flapper>,
): Instant | undefined {
  if (reviewed === undefined) return undefined;
  if (isOver(t, reviewed)) return t.now.at;
  const row =
    reviewed.state === 'acknowledged'
      ? save(t, tellWhoHasIt(t, reviewed, flappers))
      : save(t, callDueOnes(t, reviewed));
  return nextLookAt(row);
}

function isOver(t: Tending, { state, ack }: Escalation): boolean {
  if (state !== 'acknowledged' || ack === undefined) return false;
  return expiryOf(ack, t.members, t.draft.world.incarnations, t.now.at) !== undefined;
}

function rowOf({ draft, group }: Tending): Escalation | undefined {
  return draft.world.escalations.get(group.id);
}

/** Stored when it differs from what is there; whoever decided by the row before must find that out. */
export function save(t: Tending, row: Escalation): Escalation {
  const before = rowOf(t);
  if (before === undefined) {
    const first = { ...row, version: 1 };
    t.draft.add(insert('escalations', first));
    return first;
  }
  if (row === before) return row;
  const { id, version: _, ...set } = row;
  const version = before.version + 1;
  t.draft.add(update('escalations', id, { ...set, version }, { version: before.version }));
  return { ...row, version };
}

/** All was well in between, and its group went on. Who has it still does. */
function again({ now }: Tending, row: Escalation): Escalation {
  const ack = row.ack !== undefined && now.at < row.ack.until ? row.ack : undefined;
  return { ...restarted(row, now.at), ack };
}

/** The first flush in which something is not quiet begins it: the policy is copied then. */
function beginning(t: Tending): Escalation | undefined {
  const { page } = t.group.settings;
  if (page === undefined || loudIn(t).length === 0) return undefined;
  const policy = t.now.policy.escalations.get(page);
  if (policy === undefined)
    decide(t, undefined, 'not-told', `escalation ${page} is no longer in the configuration`);
  return policy && freshEscalation(t.group.id, policy, t.now);
}

function reviewAck(t: Tending, row: Escalation, ack: Acknowledgement): Escalation {
  const { at } = t.now;
  const why = expiryOf(ack, t.members, t.draft.world.incarnations, at);
  if (why !== undefined) return askAgain(t, row, ack, why);
  const covers = t.group.settings.ackCovers ?? 'cause';
  const isNew = loudIn(t).some((i) => !isCovered(ack, i, covers));
  if (!isNew || row.policy === undefined) {
    takeBackPages(t, `${ack.by.name} has acknowledged`);
    return row.state === 'acknowledged' ? row : { ...row, ...RESTING, state: 'acknowledged' };
  }
  if (row.state !== 'acknowledged') return row;
  decide(t, undefined, 'waiting', `something new that ${ack.by.name}'s acknowledge does not cover`);
  const soonest = row.lastFiredAt === undefined ? at : after(row.lastFiredAt, t.group.settings.groupInterval);
  return restarted(row, soonest > at ? soonest : at);
}

function restarted(row: Escalation, at: Instant): Escalation {
  return { ...row, ...RESTING, state: 'running', startedAt: at, next: 0, found: false, nobody: undefined };
}

/** Who had it is asked first; the policy begins anew when that has no answer either. */
function askAgain(t: Tending, row: Escalation, ack: Acknowledgement, why: string): Escalation {
  const { duty, policy, at } = t.now;
  // Only who knows the people can ask; the flush that does is due at once.
  if (duty === undefined) return row;
  decide(t, undefined, 'waiting', why);
  const { person } = ack.by;
  const target = person === undefined ? [] : [{ kind: 'person', name: person } as const];
  const found = findTargets(target, worstIn(t), policy, duty, at);
  const open = { ...restarted(row, found.ways.length > 0 ? after(at, ASK_FOR) : at), ack: undefined };
  const asked = { ...open, ackTold: [] };
  return found.ways.length === 0 ? asked : reach(t, save(t, asked), found, why);
}

/** A page that nobody took escalates at once. */
function withoutDead(t: Tending, row: Escalation): Escalation {
  const hopes = row.hopes.filter((id) => t.draft.world.deliveries.get(id)?.state !== 'dead');
  if (hopes.length === row.hopes.length) return row;
  if (hopes.length > 0 || row.state !== 'running') return { ...row, hopes };
  const calls = callsOf(row.policy);
  const [last, next] = [calls[row.next - 1], calls[row.next]];
  const hurry = next !== undefined && (next.round === last?.round || next.words === 'fallback');
  decide(t, undefined, 'not-told', `no way of ${last?.words ?? 'the last page'} took the page`);
  return { ...row, hopes, hurry };
}

/** All that fires is quiet: it waits, and begins anew when the quiet is over. */
function holdOrGoOn(t: Tending, row: Escalation): Escalation {
  const isQuiet = loudIn(t).length === 0;
  if (isQuiet) takeBackPages(t, 'all that fires is kept quiet');
  if (isQuiet && row.state === 'running') return { ...row, ...RESTING, state: 'held' };
  return !isQuiet && row.state === 'held' ? restarted(row, t.now.at) : row;
}

/** One at a time, in the order of their times. */
function callDueOnes(t: Tending, row: Escalation): Escalation {
  const { duty, at } = t.now;
  if (row.state !== 'running' || duty === undefined) return row;
  const [call, way] = [callDue(row), wayDue(row)];
  if (call !== undefined && call <= at && (way === undefined || call <= way)) return makeCall(t, row);
  return way !== undefined && way <= at ? takeLaterWay(t, row) : row;
}

function takeLaterWay(t: Tending, row: Escalation): Escalation {
  const [first, ...later] = row.later.toSorted((a, b) => a.after - b.after);
  if (first === undefined) return row;
  const name = t.now.policy.people.get(first.person)?.name ?? first.person;
  const id = pageTo(t, first.destinationId, `${name} has not answered yet`);
  return {
    ...row,
    later,
    lastFiredAt: t.now.at,
    hopes: id === undefined ? row.hopes : [...row.hopes, id],
  };
}

/** A call that finds nobody is passed over at once; a whole round of such goes to the fallback. */
function makeCall(t: Tending, from: Escalation): Escalation {
  const calls = callsOf(from.policy);
  let row = from;
  for (let call = calls[row.next]; call !== undefined; call = calls[row.next]) {
    const isFirst = calls[row.next - 1]?.round !== call.round;
    row = { ...row, next: row.next + 1, hurry: false, found: isFirst ? false : row.found };
    const found = lookFor(t, call);
    if (found.ways.length > 0) return reach(t, row, found, call.words);
    row = { ...row, nobody: isNoTrouble(t, found) ? undefined : `${call.words}: ${found.nobody.join('; ')}` };
    decide(t, undefined, 'not-told', `${call.words} finds nobody: ${found.nobody.join('; ')}`);
    if (calls[row.next]?.round === call.round) continue;
    return row.found || call.words === 'fallback' ? row : callFallback(t, row, calls);
  }
  return row;
}

/** That nobody is found is meant to be, or what a drill is to show. */
function isNoTrouble({ group }: Tending, found: Found): boolean {
  return found.nobodyNeeded || group.settings.drill !== undefined;
}

function callFallback(t: Tending, row: Escalation, calls: readonly PlannedCall[]): Escalation {
  const fallback = calls.at(-1);
  if (fallback?.words !== 'fallback') return row;
  const found = lookFor(t, fallback);
  if (found.ways.length === 0) return row;
  const next = calls[row.next] === fallback ? row.next + 1 : row.next;
  // What it found does not mend that the policy found nobody.
  return { ...reach(t, { ...row, next }, found, fallback.words), nobody: row.nobody };
}

function lookFor(t: Tending, { tell }: PlannedCall): Found {
  const { duty, policy, at } = t.now;
  return duty === undefined
    ? { ways: [], nobody: [], nobodyNeeded: false }
    : findTargets(tell, worstIn(t), policy, duty, at);
}

function reach(t: Tending, row: Escalation, found: Found, words: string): Escalation {
  const at = t.now.at;
  const [first, later] = [found.ways.filter((w) => w.after === 0), found.ways.filter((w) => w.after > 0)];
  for (const nobody of found.nobody) decide(t, undefined, 'not-told', `${words}: ${nobody}`);
  const hopes = first.flatMap((way) => pageTo(t, way.destinationId, wordsFor(t, words, way)) ?? []);
  const waiting = later.flatMap(({ destinationId, person, after: wait }: Reached) =>
    person === undefined
      ? []
      : [{ destinationId, person, after: at - row.startedAt + Math.min(wait, row.policy?.spacing ?? wait) }],
  );
  return {
    ...row,
    lastFiredAt: at,
    found: true,
    nobody: undefined,
    hopes,
    later: [...row.later, ...waiting],
  };
}

function wordsFor(t: Tending, words: string, { person, destinationId, inGapOf }: Reached): string {
  const name = person === undefined ? destinationId : (t.now.policy.people.get(person)?.name ?? person);
  return `${words} wakes ${name}${inGapOf === undefined ? '' : `, the fallback of ${inGapOf}`}`;
}

function worstIn(t: Tending) {
  return worstOf(openIn(t));
}

/** What waits to be sent, or to be sent again, does not go out any more. */
function takeBackPages(t: Tending, detail: string): void {
  for (const d of openDeliveriesOf(t.draft.world, t.group.id)) {
    if (!d.page || d.state !== 'pending') continue;
    t.draft.add(
      update(
        'deliveries',
        d.id,
        { state: 'suppressed', dueAt: undefined, detail },
        { state: 'pending', claim: d.claim },
      ),
    );
    // Who may have been told by an earlier attempt stays told.
    const rows = toldBy(t.draft.world, d.notificationId);
    t.draft.add(...rows.filter((r) => r.state === 'pending').map((r) => remove('told', r.id)));
    decide(t, d.destinationId, 'not-told', detail);
  }
}

/** Where a message can be changed it says who has it; nobody else is disturbed by that. */
function tellWhoHasIt(t: Tending, row: Escalation, flappers: ReadonlyMap<string, Flapper>): Escalation {
  const { ack } = row;
  if (ack === undefined) return row;
  const open = openDeliveriesOf(t.draft.world, t.group.id).map((d) => d.destinationId);
  const told = toldOf(t.draft.world, t.group.id).filter((r) => r.state === 'told' && r.as === 'firing');
  const due = [...new Set(told.map((r) => r.destinationId))].filter(
    (id) => !open.includes(id) && !row.ackTold.includes(id),
  );
  const said: string[] = [];
  for (const id of due) {
    const destination = destinationIn(t.now.policy, id);
    if (destination === undefined || !t.tools.canUpdate(destination)) continue;
    const toldHere = told.filter((r) => r.destinationId === id);
    const firing = toldOfHeads(toldHere, flappers).map((r) => r.incarnationId);
    const news = { kind: 'acknowledged', firing, added: [], recovered: [] } as const;
    notify({ ...t, destination }, { ...news, reason: `acknowledged by ${ack.by.name}`, hasIt: ack.by.name });
    said.push(id);
  }
  return said.length === 0 ? row : { ...row, ackTold: [...row.ackTold, ...said] };
}

/** I1: what was answered is stored once, and everybody concerned was told, or a row says why not. */
import type { Change } from '../../src/domain/change.ts';
import { destinationIn } from '../../src/domain/paging/page-out.ts';
import type { Delivery, Group, Incarnation, Member, Notification, Told } from '../../src/domain/records.ts';
import { isHeld } from '../../src/domain/quiet/judge-members.ts';
import { type Breach, membersSaid, requestsOf, type Rows, rowsWith } from './rows.ts';
import type { History } from './scene.ts';
import type { Said } from './tableau.ts';

export function checkLoss(h: History, rows: Rows): readonly Breach[] {
  const breaches = [
    ...h.tableau.said.filter((s) => s.ackedAt !== undefined).flatMap((s) => lossOf(s, rows)),
    ...standOf(h, rows),
    ...[...rows.incarnations.values()].flatMap((i) => untold(h, rows, i)),
    ...[...rows.deliveries.values()].flatMap((d) => endOf(h, rows, d)),
    ...[...rows.told.values()].flatMap((t) => unrecovered(h, rows, t)),
  ];
  return breaches.map((what) => ({ invariant: 'I1', what }));
}

function lossOf(said: Said, rows: Rows): readonly string[] {
  const lost = said.calls.filter((id) => rows.calls.get(id)?.eventId === undefined);
  const events = rowsWith(rows, 'events', 'luid', said.item).filter(
    (e) => e.type.endsWith(said.outcome) && e.occurredAt === said.occurredAt,
  );
  const words = `${said.item} ${said.outcome} at ${said.occurredAt}`;
  return [
    ...lost.map(
      (id) => `${words}: call ${id} was answered and became nothing (${rows.calls.get(id)?.state})`,
    ),
    ...(events.length === 1 ? [] : [`${words}: it is ${events.length} events`]),
  ];
}

/** What stands open follows from the calls that are stored, whatever their order was. */
function standOf(h: History, rows: Rows): readonly string[] {
  const items = new Set(h.tableau.said.map((s) => s.item));
  return [...items].flatMap((item) => {
    const last = rowsWith(rows, 'events', 'luid', item)
      .filter((e) => e.source === 'acme')
      .sort((a, b) => a.occurredAt - b.occurredAt || ((a.callId ?? '') < (b.callId ?? '') ? -1 : 1))
      .at(-1);
    const own = rowsWith(rows, 'incarnations', 'luid', item).filter((i) => i.kind === 'alert');
    const newest = own.reduce<Incarnation | undefined>(
      (a, b) => (a && a.number > b.number ? a : b),
      undefined,
    );
    // Somebody's word stands against Tableau's until it fails again.
    if (last === undefined || newest?.ending === 'resolved') return [];
    const open = own.filter((i) => i.state === 'open').length;
    const expected = last.type.endsWith('Failed') ? 1 : 0;
    return open === expected ? [] : [`${item} ended with ${last.type}, and ${open} of its alerts are open`];
  });
}

/** Once a group is over, whoever was told of a failure, by the receiver's own way or in its place, was told of its end. */
function unrecovered(h: History, rows: Rows, { groupId, incarnationId, destinationId, as, state }: Told) {
  const group = rows.groups.get(groupId);
  const incarnation = rows.incarnations.get(incarnationId);
  if (group?.state !== 'ended' || incarnation?.state !== 'ended' || as !== 'firing' || state !== 'told')
    return [];
  if (group.settings.digest !== undefined) return [];
  // Of what flaps the newest stands for those before it.
  if (group.settings.flapping !== undefined && isTakenBack(rows, group, incarnation, destinationId))
    return [];
  if (destinationIn(h.policy, destinationId) === undefined || wasGone(rows, group)) return [];
  return [`${destinationId} was told that #${incarnation.number} fails, and not that it is over`];
}

function isTakenBack(rows: Rows, group: Group, { alertId, number }: Incarnation, to: string): boolean {
  return rowsWith(rows, 'incarnations', 'alertId', alertId).some(
    (i) => i.number > number && rows.told.get(`${group.id}/${to}/${i.id}`) !== undefined,
  );
}

/** For a time it was. */
function wasGone(rows: Rows, group: Group): boolean {
  return rowsWith(rows, 'decisions', 'subjectId', group.id).some((d) =>
    d.reason.endsWith('is no longer in the configuration'),
  );
}

function untold(h: History, rows: Rows, incarnation: Incarnation): readonly string[] {
  if (incarnation.kind === 'notice' || incarnation.source !== 'acme') return [];
  const words = `#${incarnation.number} ${incarnation.name}`;
  if (incarnation.stage !== 'routed') return [`${words} was never routed`];
  const memberships = rowsWith(rows, 'members', 'incarnationId', incarnation.id);
  if (memberships.length === 0) return incarnation.unrouted ? [] : [`${words} is in no group`];
  return memberships.flatMap((member) => {
    const group = rows.groups.get(member.groupId);
    if (group === undefined) return [`${words} is in a group that does not exist`];
    const receiver = h.policy.receivers.get(group.settings.receiver);
    return (receiver?.destinations ?? []).flatMap(({ id }) =>
      isTold(h, rows, { incarnation, member, group, destinationId: id })
        ? []
        : [`${id} was not told that ${words} ${incarnation.state === 'open' ? 'fails' : 'recovered'}`],
    );
  });
}

type Standing = {
  readonly incarnation: Incarnation;
  readonly member: Member;
  readonly group: Group;
  readonly destinationId: string;
};

/** By what the receivers took, or for a reason that somebody can read. */
function isTold(h: History, rows: Rows, { incarnation, member, group, destinationId }: Standing): boolean {
  if (wasGone(rows, group)) return true;
  if (isInDigest(h, rows, { incarnation, member, group, destinationId })) return true;
  const mates = matesOf(rows, incarnation, group);
  if (group.settings.flapping !== undefined && isOlderLost(rows, incarnation, group, destinationId))
    return true;
  const deliveries = rowsWith(rows, 'deliveries', 'groupId', group.id).filter(
    (d) =>
      d.destinationId === destinationId &&
      [...mates.keys()].some((id) => membersSaid(rows, d.notificationId).has(id)),
  );
  // What was given up is tried again in hours.
  if (deliveries.findLast((d) => d.state !== 'suppressed')?.state === 'dead') return true;
  if (deliveries.some((d) => d.detail?.startsWith('told in the digest') === true)) return true;
  const told = (state: string) =>
    deliveries.some((d) =>
      requestsOf(h, rows, d.id).some(
        (r) =>
          r.takenAt !== undefined &&
          // Of many the last are counted.
          (r.briefing.more > 0 ||
            r.briefing.items.some((i) => i.name.untrusted === incarnation.name && i.state === state)),
      ),
    );
  if (incarnation.state === 'ended') {
    // Over before anything was said of it: there is nothing to take back.
    const known = told('firing') || told('resolved');
    const newer = [...mates.values()].filter((m) => m.incarnationId !== incarnation.id);
    const goesOn = newer.some((m) => m.state === 'firing');
    return !known || told('resolved') || goesOn || [...mates.values()].some(isHeld);
  }
  return told('firing') || member.quiet !== undefined;
}

/** What a route collects: in a digest that was made after the last that happened to it, or there was none since. */
function isInDigest(
  { written }: History,
  rows: Rows,
  { incarnation, member, group, destinationId }: Standing,
): boolean {
  const digests = rowsWith(rows, 'notifications', 'groupId', undefined).filter(
    (n) => n.destinationId === destinationId && n.briefing.kind === 'digest',
  );
  // What is muted is listed, and may be told yet.
  const lists = ({ briefing }: Notification) =>
    briefing.more > 0 || briefing.items.some((i) => i.name.untrusted === incarnation.name);
  const including = digests.filter((n) => n.members.includes(incarnation.id) || lists(n));
  if (group.settings.digest === undefined) return including.length > 0;
  const isOf = (c: Change) =>
    ((c.op === 'insert' || c.op === 'put') && c.table === 'members' && c.row.id === member.id) ||
    (c.op === 'update' && c.table === 'members' && c.id === member.id && c.set.state !== undefined);
  const changed = written.findLastIndex(({ changes }) => changes.some(isOf));
  const made = (id: string) =>
    written.findIndex(({ changes }) => changes.some((c) => c.op === 'insert' && c.row.id === id));
  const since = (of: readonly { readonly id: string }[]) => of.some(({ id }) => made(id) > changed);
  return !since(digests) || since(including) || member.quiet !== undefined;
}

/** What was given up of an older one counts for the newest where alerts may flap. */
function isOlderLost(
  rows: Rows,
  { alertId, number }: Incarnation,
  group: Group,
  destinationId: string,
): boolean {
  return rowsWith(rows, 'deliveries', 'groupId', group.id).some(
    (d) =>
      d.state === 'dead' &&
      d.destinationId === destinationId &&
      rows.notifications.get(d.notificationId)?.members.some((id) => {
        const other = rows.incarnations.get(id);
        return other !== undefined && other.alertId === alertId && other.number < number;
      }) === true,
  );
}

/** It, and where alerts may flap what opened again since in the same group: the newest stands for those before it. */
function matesOf(rows: Rows, incarnation: Incarnation, group: Group): ReadonlyMap<string, Member> {
  const { alertId, number } = incarnation;
  const newer =
    group.settings.flapping === undefined
      ? []
      : rowsWith(rows, 'incarnations', 'alertId', alertId).filter((other) => other.number > number);
  return new Map(
    [incarnation, ...newer].flatMap(({ id }): [string, Member][] => {
      const member = rows.members.get(`${group.id}/${id}`);
      return member === undefined ? [] : [[id, member]];
    }),
  );
}

function endOf(h: History, rows: Rows, delivery: Delivery): readonly string[] {
  const taken = requestsOf(h, rows, delivery.id).some((r) => r.takenAt !== undefined);
  const words = `delivery ${delivery.id} to ${delivery.destinationId}`;
  switch (delivery.state) {
    case 'delivered':
      return taken ? [] : [`${words} says delivered, and nobody took it`];
    case 'suppressed':
    case 'dead':
      return delivery.detail === undefined ? [`${words} is ${delivery.state} without a reason`] : [];
    // That it still waits is what the check of liveness says.
    case 'pending':
    case 'claimed':
      return [];
  }
}

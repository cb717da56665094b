/** I5, and I4 of pages: an acknowledge wins, and the steps of an escalation never go back. */
import type { Change } from '../../src/domain/change.ts';
import { SECOND } from '../../src/domain/time/instant.ts';
import type { Request } from './network.ts';
import { atSeconds, type Breach, type Rows } from './rows.ts';
import type { History, Written } from './scene.ts';

export function checkPages(h: History, rows: Rows): readonly Breach[] {
  return [...pagedAfterAck(h, rows), ...stepsBack(h, rows)];
}

/** As long after the answer a page may still begin to go out. */
const GRACE = SECOND;
/** One that was claimed before the answer waits for its disk, however slow that is. */
const MOST_BEHIND_A_DISK = 5 * SECOND;

function pagedAfterAck(h: History, rows: Rows): readonly Breach[] {
  const acks = h.people.done.filter((d) => d.act === 'ack');
  const pages = h.network.requests.filter((r) => rows.deliveries.get(r.deliveryId)?.page === true);
  return acks.flatMap((ack) =>
    pages.flatMap((page) => {
      const groupId = rows.deliveries.get(page.deliveryId)?.groupId ?? '';
      const claimed = claimedAt(h, page);
      const grace = claimed <= ack.at ? MOST_BEHIND_A_DISK : GRACE;
      if (page.startedAt <= ack.at + grace || !ack.groups.includes(groupId)) return [];
      // The call that the acknowledge met may have been answered a moment before.
      const between = h.written.filter((w) => w.at > ack.at - GRACE && w.at <= page.startedAt);
      if (between.some((w) => isNewsOf(groupId, w, rows))) return [];
      const what = `${page.to} is paged at ${atSeconds(page.startedAt)}, after the acknowledge at ${atSeconds(ack.at)}`;
      return [{ invariant: 'I5', what }];
    }),
  );
}

/** When the attempt was written down that began with this request. */
function claimedAt({ written }: History, { deliveryId, startedAt }: Request): number {
  const claim = written.findLast(
    ({ at, changes }) =>
      at <= startedAt &&
      changes.some(
        (c) =>
          (c.op === 'insert' && c.table === 'deliveries' && c.row.id === deliveryId) ||
          (c.op === 'update' && c.table === 'deliveries' && c.id === deliveryId && c.set.state === 'claimed'),
      ),
  );
  return claim?.at ?? Infinity;
}

/** It failed again, something joined it, or somebody escalated it: that may page again. */
function isNewsOf(groupId: string, { changes }: Written, rows: Rows): boolean {
  return changes.some((change) => {
    if (change.op !== 'insert') return false;
    if (change.table === 'members') return change.row.groupId === groupId;
    if (change.table === 'audit') return change.row.action === 'alert escalate';
    if (change.table !== 'events' || !change.row.type.endsWith('Failed')) return false;
    return rows.members.has(`${groupId}/${change.row.incarnationId}`);
  });
}

/** In each run of an escalation, from its start until it begins anew. */
function stepsBack(h: History, rows: Rows): readonly Breach[] {
  const runs = new Map<string, { last: number }>();
  return h.written.flatMap(({ at, changes }) =>
    changes.flatMap((change): readonly Breach[] => {
      const begun = begunIn(change);
      if (begun !== undefined) runs.set(begun, { last: 0 });
      if (change.op !== 'insert' || change.table !== 'notifications') return [];
      const { groupId, reason, destinationId } = change.row;
      const [, step, round = '1'] = /^step (\d+) of \d+(?:, round (\d+))?/.exec(reason) ?? [];
      const run = runs.get(groupId ?? '');
      if (step === undefined || run === undefined) return [];
      const place = Number(round) * 100 + Number(step);
      const before = run.last;
      run.last = Math.max(before, place);
      if (place >= before) return [];
      const what = `${destinationId} is paged at ${atSeconds(at)} by ${reason}, of #${rows.groups.get(groupId ?? '')?.number}, and later steps were before`;
      return [{ invariant: 'I4', what }];
    }),
  );
}

/** Of which group the escalation begins, or begins anew, with this change. */
export function begunIn(change: Change): string | undefined {
  if (change.op === 'shift' || change.op === 'delete' || change.table !== 'escalations') return undefined;
  if (change.op === 'update') return change.set.next === 0 ? change.id : undefined;
  return change.row.id;
}

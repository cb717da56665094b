/** I2 and I3: each message is taken once, and once more for each attempt of unknown end; never two of it at a time. */
import type { Change } from '../../src/domain/change.ts';
import type { Request } from './network.ts';
import { atSeconds, type Breach, requestsOf, type Rows, rowsWith } from './rows.ts';
import type { History } from './scene.ts';

export function checkSends(h: History, rows: Rows): readonly Breach[] {
  const byDelivery = Map.groupBy(h.network.requests, (r) => r.deliveryId);
  const settled = settlements(h);
  return [...byDelivery].flatMap(([id, requests]) => {
    const to = rows.deliveries.get(id)?.destinationId;
    const taken = requests.filter((r) => r.takenAt !== undefined).length;
    const unknown = requests.filter((r) => isAmbiguous(h, r, settled.get(id) ?? [])).length;
    const repeats: readonly Breach[] =
      taken <= 1 + unknown
        ? []
        : [
            {
              invariant: 'I2',
              what: `delivery ${id} was taken ${taken} times by ${to}, ${unknown} attempts ended unknown`,
            },
          ];
    return [...repeats, ...overlaps(id, requests), ...(taken === 0 ? [] : twins(h, rows, id))];
  });
}

/** When each delivery left the state in which it is being sent. */
export function settlements({ written }: History): ReadonlyMap<string, readonly number[]> {
  const times = new Map<string, number[]>();
  for (const { at, changes } of written)
    for (const change of changes) {
      const id = settledIn(change);
      if (id !== undefined) times.set(id, [...(times.get(id) ?? []), at]);
    }
  return times;
}

function settledIn(change: Change): string | undefined {
  if (change.op !== 'update' || change.table !== 'deliveries') return undefined;
  return change.set.state === undefined || change.set.state === 'claimed' ? undefined : change.id;
}

/** The answer got lost, or the process ended before it could write it down. */
export function isAmbiguous(h: History, request: Request, settled: readonly number[]): boolean {
  if (request.fate === 'taken-unanswered' || request.fate === 'vanished') return true;
  const endOfLife = h.crashes[request.life];
  return endOfLife !== undefined && !settled.some((at) => at >= request.startedAt && at <= endOfLife);
}

function overlaps(id: string, requests: readonly Request[]): readonly Breach[] {
  const sorted = requests.toSorted((a, b) => a.startedAt - b.startedAt);
  return sorted.flatMap((r, i) => {
    const before = sorted[i - 1];
    if (before === undefined || before.life !== r.life) return [];
    if (before.answeredAt !== undefined && before.answeredAt <= r.startedAt) return [];
    const what = `delivery ${id} was sent at ${atSeconds(r.startedAt)} while it was being sent`;
    return [{ invariant: 'I3', what }];
  });
}

/** The first word of a group to a destination is one message: another would be a repeat under another name. */
function twins(h: History, rows: Rows, id: string): readonly Breach[] {
  const own = firstWord(rows, id);
  if (own === undefined) return [];
  // What was given up in between is to be said again.
  const delivery = rows.deliveries.get(id);
  const beside = rowsWith(rows, 'deliveries', 'groupId', delivery?.groupId).filter(
    (d) => d.destinationId === delivery?.destinationId,
  );
  if (beside.some((d) => d.state === 'dead')) return [];
  const others = beside.filter(
    (d) =>
      d.id < id &&
      firstWord(rows, d.id) === own &&
      shareMembers(rows, d.id, id) &&
      requestsOf(h, rows, d.id).some((r) => r.takenAt !== undefined),
  );
  return others.map((d) => ({ invariant: 'I2', what: `${own} was told first by ${d.id} and by ${id}` }));
}

/** What fires anew after all has ended begins again. */
function shareMembers(rows: Rows, a: string, b: string): boolean {
  const members = (id: string) =>
    rows.notifications.get(rows.deliveries.get(id)?.notificationId ?? '')?.members ?? [];
  return members(a).some((m) => members(b).includes(m));
}

function firstWord(rows: Rows, id: string): string | undefined {
  const delivery = rows.deliveries.get(id);
  const notification = rows.notifications.get(delivery?.notificationId ?? '');
  if (notification?.reason !== 'first notification' || delivery?.resendOf !== undefined) return undefined;
  // That it flaps is said beside what was said of it before.
  if (notification.briefing.title.untrusted.startsWith('Flapping')) return undefined;
  return `${notification.groupId} to ${notification.destinationId}`;
}

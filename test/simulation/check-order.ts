/** I4: nobody hears of a recovery before the failure, or of the failure after it. */
import { isAmbiguous, settlements } from './check-sends.ts';
import type { Request } from './network.ts';
import { atSeconds, type Breach, type Rows, rowsWith } from './rows.ts';
import type { History } from './scene.ts';

export function checkOrder(h: History, rows: Rows): readonly Breach[] {
  const heard = new Map<string, { failed: boolean; recovered: number | undefined }>();
  const settled = settlements(h);
  const inOrder = h.network.requests
    // A digest says how all of it ended.
    .filter((r) => r.briefing.kind !== 'digest')
    // What may have arrived counts as heard.
    .filter((r) => r.takenAt !== undefined || isAmbiguous(h, r, settled.get(r.deliveryId) ?? []))
    .sort((a, b) => momentOf(a) - momentOf(b));
  return inOrder.flatMap((request) =>
    saidIn(request, rows).flatMap(({ incarnation, state }): readonly Breach[] => {
      // Two routes may tell the same place, each in its own thread.
      const thread = rows.deliveries.get(request.deliveryId)?.threadKey;
      const key = `${request.lane} ${thread} ${incarnation}`;
      const before = heard.get(key) ?? { failed: false, recovered: undefined };
      heard.set(key, before);
      const words = `${request.to} hears at ${atSeconds(request.takenAt)} that #${rows.incarnations.get(incarnation)?.number}`;
      if (state === 'firing') {
        before.failed = true;
        if (before.recovered === undefined || request.takenAt === undefined) return [];
        return [{ invariant: 'I4', what: `${words} fails, and heard before that it recovered` }];
      }
      if (request.takenAt === undefined) return [];
      before.recovered = request.takenAt;
      // Of what flaps the newest stands for those before it.
      const older = olderOf(rows, incarnation).map((id) => heard.get(`${request.lane} ${thread} ${id}`));
      const isKnown = older.some((o) => o?.failed === true && o.recovered === undefined);
      if (before.failed || isKnown || toldByDigest(rows, request, incarnation)) return [];
      return [{ invariant: 'I4', what: `${words} recovered, and never that it failed` }];
    }),
  );
}

function olderOf(rows: Rows, id: string): readonly string[] {
  const newest = rows.incarnations.get(id);
  if (newest === undefined) return [];
  return rowsWith(rows, 'incarnations', 'alertId', newest.alertId)
    .filter((i) => i.number < newest.number)
    .map((i) => i.id);
}

/** What may have arrived counts from when it was sent. */
function momentOf(request: Request): number {
  return request.takenAt ?? request.startedAt;
}

/** Which incarnations a message speaks of. */
function saidIn({ deliveryId, briefing }: Request, rows: Rows) {
  const delivery = rows.deliveries.get(deliveryId);
  const members = rows.notifications.get(delivery?.notificationId ?? '')?.members ?? [];
  const free = new Set(members);
  return briefing.items.flatMap(({ name, state, since }) => {
    const own = [...free].filter((id) => rows.incarnations.get(id)?.name === name.untrusted);
    const exact = own.find((id) => rows.incarnations.get(id)?.openedAt === since);
    const incarnation = exact ?? (own.length === 1 ? own[0] : undefined);
    if (incarnation === undefined || state === 'notice') return [];
    free.delete(incarnation);
    return [{ incarnation, state }];
  });
}

function toldByDigest(rows: Rows, { deliveryId }: Request, incarnation: string): boolean {
  const own = rows.deliveries.get(deliveryId);
  const collected = [...rows.notifications.values()].some(
    (n) =>
      n.briefing.kind === 'digest' &&
      n.destinationId === own?.destinationId &&
      n.members.includes(incarnation),
  );
  if (collected) return true;
  return [...rows.deliveries.values()].some(
    (d) =>
      d.destinationId === own?.destinationId &&
      d.detail?.startsWith('told in the digest') === true &&
      rows.notifications.get(d.notificationId)?.members.includes(incarnation) === true,
  );
}

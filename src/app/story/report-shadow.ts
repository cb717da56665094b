/** Says what receivers in shadow mode would have been sent since a time: counts by receiver, and examples. */
import type { Instant } from '../../domain/time/instant.ts';
import type { Notification } from '../../domain/records.ts';
import type { Store } from '../ports/store.ts';

export type ShadowReport = {
  readonly receivers: readonly {
    readonly receiver: string;
    readonly total: number;
    readonly kinds: readonly { readonly kind: Notification['kind']; readonly count: number }[];
    readonly examples: readonly ShadowExample[];
  }[];
};

export type ShadowExample = {
  readonly deliveryId: string;
  readonly destination: string;
  readonly at: Instant;
  readonly kind: Notification['kind'];
  readonly title: string;
  readonly summary: string;
};

const EXAMPLES = 3;
/** So many of the newest are looked through for examples of each receiver. */
const NEWEST = 200;

export async function reportShadow(
  { store }: { readonly store: Pick<Store, 'ask'> },
  since: Instant,
): Promise<ShadowReport> {
  const { counts, newest } = await store.ask('shadowDeliveries', { since, newest: NEWEST });
  const names = [...new Set(counts.map(({ receiver }) => receiver))];
  const receivers = names.map((receiver) => {
    const own = counts.filter((c) => c.receiver === receiver);
    const kinds = [...new Set(own.map(({ kind }) => kind))].map((kind) => ({
      kind,
      count: sum(own.filter((c) => c.kind === kind)),
    }));
    const examples = newest
      .filter(({ notification }) => notification.receiver === receiver)
      .slice(0, EXAMPLES)
      .map(({ delivery, notification: { kind, briefing } }) => ({
        deliveryId: delivery.id,
        destination: delivery.destinationId,
        at: delivery.createdAt,
        kind,
        title: briefing.title.untrusted,
        summary: briefing.summary,
      }));
    return { receiver, total: sum(own), kinds, examples };
  });
  return { receivers };
}

function sum(counts: readonly { readonly count: number }[]): number {
  return counts.reduce((total, { count }) => total + count, 0);
}

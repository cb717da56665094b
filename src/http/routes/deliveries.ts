/** Answers the endpoints of deliveries. */
import * as api from '../../api/deliveries.ts';
import { AppError } from '../../app/errors.ts';
import type { EngineDeps } from '../../app/pipeline/decide.ts';
import { type Resent, resendDeliveries } from '../../app/pipeline/resend-deliveries.ts';
import type { Clock } from '../../app/ports/clock.ts';
import type { Store } from '../../app/ports/store.ts';
import { notKept } from '../../app/story/kept-history.ts';
import { isoOf } from '../../domain/time/instant.ts';
import type { Delivery } from '../../domain/records.ts';
import { type Handler, handler } from '../handler.ts';
import { given, paged } from '../paged.ts';
import { sinceOf } from '../since.ts';
import { viewOfAttempt, viewOfDelivery } from '../views.ts';

type Deps = EngineDeps & { readonly store: Store; readonly clock: Clock };

export function deliveryHandlers(deps: Deps): readonly Handler[] {
  const { store, clock } = deps;
  const fromOf = (since: string | undefined) =>
    since === undefined ? undefined : sinceOf(since, clock.now());
  return [
    handler(api.listDeliveries, async ({ destination: destinationId, since, ...rest }) => {
      const asked = given({ ...rest, destinationId, since: fromOf(since) });
      const rows = await store.ask('listDeliveries', asked);
      const views = await Promise.all(rows.map((d) => viewWithKind(store, d)));
      return paged(
        views,
        rest.limit,
        (v) => v.id,
        (v) => v,
      );
    }),
    handler(api.showDelivery, async ({ id }) => {
      const delivery = await store.ask('delivery', { id });
      if (delivery === undefined) throw await notKept({ store }, 'delivery', id);
      const attempts = await store.ask('attemptsOf', { deliveryId: id });
      return {
        delivery: await viewWithKind(store, delivery),
        attempts: attempts.map(viewOfAttempt),
        payload: delivery.payload,
      };
    }),
    handler(api.resendDeliveries, async (input, { actor }) => {
      const { ids, state, destination: destinationId, receiver, since, all, dryRun } = input;
      const isFiltered = [state, destinationId, receiver, since].some((v) => v !== undefined);
      if (ids !== undefined && isFiltered)
        throw new AppError('wrong-use', 'ids and a filter do not go together', {
          remedy: 'give one of them',
        });
      const wish = { ids, state, destinationId, receiver, since: fromOf(since), all, dryRun };
      return viewOfResent(await resendDeliveries(deps, wish, actor), dryRun);
    }),
  ];
}

export async function viewWithKind(store: Store, delivery: Delivery) {
  const notification = await store.ask('notification', { id: delivery.notificationId });
  return viewOfDelivery(delivery, notification?.kind ?? 'unknown');
}

function viewOfResent({ sent, leftOut, more }: Resent, dryRun: boolean) {
  const names = [...new Set(sent.map(({ of }) => of.destinationId))];
  return {
    made: !dryRun && sent.length > 0,
    count: sent.length,
    destinations: names.map((destination) => {
      const own = sent.filter(({ of }) => of.destinationId === destination);
      const oldest = own.reduce((a, b) => (b.of.createdAt < a.of.createdAt ? b : a));
      return { destination, count: own.length, oldestAt: isoOf(oldest.of.createdAt) };
    }),
    leftOut: leftOut.map((l) => ({ ...l })),
    more,
    deliveries: sent.map(({ of, deliveryId }) => ({ of: of.id, id: deliveryId })),
  };
}

/** Sends what was sent before once more, as a delivery of its own that says so. */
import { destinationIn } from '../../domain/page-out.ts';
import { insert } from '../../domain/change.ts';
import { newDelivery } from '../../domain/new-delivery.ts';
import { type EngineDeps, flushTools } from './decide.ts';
import { AppError, notFound } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { Store } from '../ports/store.ts';

type Deps = EngineDeps & { readonly store: Store; readonly clock: Clock };

export async function resendDelivery(deps: Deps, deliveryId: string, actor: string): Promise<string> {
  const before = await deps.store.ask('delivery', { id: deliveryId });
  if (before === undefined) throw notFound('delivery', deliveryId);
  const ref = destinationIn(deps.policy.current(), before.destinationId);
  if (ref === undefined)
    throw new AppError('conflict', `destination ${before.destinationId} is no longer in the configuration`);
  const now = { at: deps.clock.now(), nextId: deps.ids.next };
  const made = newDelivery(now, before.notificationId, undefined, ref, flushTools(deps));
  const delivery = { ...made, threadKey: before.threadKey, resendOf: before.id };
  await deps.store.commit([
    insert('deliveries', delivery),
    insert('audit', {
      id: now.nextId(),
      at: now.at,
      actor,
      action: 'resend',
      subject: before.id,
      detail: delivery.id,
    }),
  ]);
  return delivery.id;
}

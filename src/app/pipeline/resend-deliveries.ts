/**
 * Sends what was sent before once more, each as a delivery of its own that says so: some by their ids, or all that fit,
 * without those that are over or said better by a newer one. They go out as fast as their lanes let them.
 */
import { type Change, insert } from '../../domain/change.ts';
import { type Instant, isoOf } from '../../domain/time/instant.ts';
import { newDelivery } from '../../domain/delivery/new-delivery.ts';
import { destinationIn } from '../../domain/paging/page-out.ts';
import type { Delivery } from '../../domain/records.ts';
import { type LeftOut, type ResendableState, whyLeaveOut } from '../../domain/delivery/resend.ts';
import { AppError, notFound } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { Store } from '../ports/store.ts';
import { type EngineDeps, flushTools } from './decide.ts';

type Deps = EngineDeps & {
  readonly store: Pick<Store, 'ask' | 'commit'>;
  readonly clock: Pick<Clock, 'now'>;
};

export type Wish = {
  readonly ids: readonly string[] | undefined;
  readonly state: ResendableState | undefined;
  readonly destinationId: string | undefined;
  readonly receiver: string | undefined;
  readonly since: Instant | undefined;
  /** Also what is over, acknowledged, or said by a newer message. */
  readonly all: boolean;
  /** Says what it would send, and sends nothing. */
  readonly dryRun: boolean;
};

export type Resent = {
  readonly sent: readonly { readonly of: Delivery; readonly deliveryId: string | undefined }[];
  readonly leftOut: readonly { readonly why: LeftOut | 'gone'; readonly count: number }[];
  /** There are more than one request takes. */
  readonly more: boolean;
};

/** In one request: one commit, and a number that somebody can still mean. */
const MOST_AT_ONCE = 1000;
const PAGE = 500;

export async function resendDeliveries(deps: Deps, wish: Wish, actor: string): Promise<Resent> {
  const { chosen, why, more } =
    wish.ids === undefined ? await fitting(deps, wish) : await named(deps, wish.ids);
  const leftOut = [...new Set(why)].map((w) => ({ why: w, count: why.filter((x) => x === w).length }));
  const now = { at: deps.clock.now(), nextId: deps.ids.next };
  const changes: Change[] = [];
  const sent = chosen.map((of) => {
    const ref = destinationIn(deps.policy.current(), of.destinationId);
    if (wish.dryRun || ref === undefined) return { of, deliveryId: undefined };
    const made = newDelivery(now, of.notificationId, undefined, ref, flushTools(deps));
    changes.push(insert('deliveries', { ...made, threadKey: of.threadKey, resendOf: of.id }));
    return { of, deliveryId: made.id };
  });
  if (changes.length > 0) {
    const [first] = sent;
    const single = wish.ids !== undefined && sent.length === 1 ? first : undefined;
    const detail = single?.deliveryId ?? `${sent.length} sent once more: ${wordsOf(wish)}`;
    const subject = single?.of.id ?? 'deliveries';
    const deed = { actor, action: 'resend', subject, detail: detail.slice(0, 500) };
    await deps.store.commit([...changes, insert('audit', { id: now.nextId(), at: now.at, ...deed })]);
  }
  return { sent, leftOut, more };
}

type Chosen = {
  readonly chosen: readonly Delivery[];
  /** Why others are not, one entry each. */
  readonly why: readonly (LeftOut | 'gone')[];
  readonly more: boolean;
};

/** Who names them means them, whatever became of them. */
async function named({ store, policy }: Deps, ids: readonly string[]): Promise<Chosen> {
  if (ids.length > MOST_AT_ONCE) throw new AppError('wrong-use', `one request sends at most ${MOST_AT_ONCE}`);
  const chosen = await Promise.all(
    [...new Set(ids)].map(async (id) => {
      const found = await store.ask('delivery', { id });
      if (found === undefined) throw notFound('delivery', id);
      if (found.state === 'pending' || found.state === 'claimed')
        throw new AppError('conflict', `delivery ${id} is on its way already`);
      if (destinationIn(policy.current(), found.destinationId) === undefined)
        throw new AppError(
          'conflict',
          `destination ${found.destinationId} is no longer in the configuration`,
        );
      return found;
    }),
  );
  return { chosen, why: [], more: false };
}

async function fitting({ store, policy }: Deps, wish: Wish): Promise<Chosen> {
  const { state, destinationId, receiver, since, all } = wish;
  if (state === undefined)
    throw new AppError('wrong-use', 'say what to send once more', { remedy: 'give ids, or a state' });
  const chosen: Delivery[] = [];
  const why: (LeftOut | 'gone')[] = [];
  let after: string | undefined;
  do {
    const rows = await store.ask('resendable', { state, destinationId, receiver, since, after, limit: PAGE });
    for (const row of rows) {
      const isGone = destinationIn(policy.current(), row.delivery.destinationId) === undefined;
      const reason = isGone ? 'gone' : all ? undefined : whyLeaveOut(row);
      if (reason !== undefined) why.push(reason);
      else if (chosen.length === MOST_AT_ONCE) return { chosen, why, more: true };
      else chosen.push(row.delivery);
    }
    after = rows.length === PAGE ? rows.at(-1)?.delivery.id : undefined;
  } while (after !== undefined);
  return { chosen, why, more: false };
}

function wordsOf({ ids, state, destinationId, receiver, since, all }: Wish): string {
  if (ids !== undefined) return ids.join(', ');
  return [
    state,
    ...(destinationId === undefined ? [] : [`destination ${destinationId}`]),
    ...(receiver === undefined ? [] : [`receiver ${receiver}`]),
    ...(since === undefined ? [] : [`since ${isoOf(since)}`]),
    ...(all ? ['also what is over'] : []),
  ].join(', ');
}

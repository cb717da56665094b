/** Which old messages are worth sending once more: what is over, or said better by a newer one, would only confuse. */
import type { Delivery, Notification } from '../records.ts';

/** `delivered`: a provider may take a message and lose it, as Power Automate does when a flow fails. */
export const RESENDABLE_STATES = ['dead', 'delivered'] as const;
export type ResendableState = (typeof RESENDABLE_STATES)[number];

export type Resendable = {
  readonly delivery: Delivery;
  readonly kind: Notification['kind'];
  /** Its group has ended. */
  readonly ended: boolean;
  /** Its group is acknowledged. */
  readonly taken: boolean;
  /** There is a newer message about the same group to the same destination. */
  readonly newer: boolean;
  /** An earlier message about the same group arrived there. */
  readonly heard: boolean;
};

export type LeftOut = 'over' | 'newer' | 'acknowledged';

const FIRING: ReadonlySet<Notification['kind']> = new Set(['firing', 'update', 'acknowledged']);

/** `undefined`: it is worth it. */
export function whyLeaveOut({ delivery, kind, ended, taken, newer, heard }: Resendable): LeftOut | undefined {
  if (delivery.groupId === undefined) return undefined;
  if (ended && FIRING.has(kind)) return 'over';
  // Who never heard of the failure need not hear of its end.
  if (kind === 'recovered' && !heard) return 'over';
  if (newer) return 'newer';
  return delivery.page && taken ? 'acknowledged' : undefined;
}

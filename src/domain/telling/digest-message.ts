/** A digest as a message: what all have in common that tell of many things at once and belong to no group. */
import type { Briefing } from '../briefing/briefing.ts';
import { type Change, insert } from '../change.ts';
import { type FlushTools, newDelivery } from '../delivery/new-delivery.ts';
import type { DestinationRef, Receiver } from '../policy.ts';
import type { Delivery } from '../records.ts';
import type { Circumstances } from '../step.ts';
import { untrusted } from '../briefing/untrusted.ts';

export const MOST_DIGEST_ITEMS = 20;

export type DigestContent = Pick<Briefing, 'summary' | 'severity' | 'items' | 'more' | 'facts'> & {
  readonly title: string;
};

export function digestOf(
  { locale, timeZone: zone }: Pick<Receiver, 'locale' | 'timeZone'>,
  { title, ...content }: DigestContent,
): Briefing {
  const plain = { number: 0, title: untrusted(title), people: [], actions: [], locale, zone };
  return { v: 1, kind: 'digest', ...plain, ...content };
}

export type DigestNews = {
  readonly reason: string;
  readonly path: string;
  readonly members: readonly string[];
  readonly briefing: Briefing;
};

/** `over`: what the delivery has of its own. */
export function digestTo(
  destination: DestinationRef,
  news: DigestNews,
  tools: FlushTools,
  now: Pick<Circumstances, 'at' | 'nextId' | 'policy'>,
  over: Partial<Delivery> = {},
): readonly Change[] {
  const id = now.nextId();
  const { receiver, id: destinationId } = destination;
  const row = { id, groupId: undefined, receiver, destinationId, kind: 'digest', at: now.at } as const;
  return [
    insert('notifications', { ...row, revision: now.policy.revision, ...news }),
    insert('deliveries', { ...newDelivery(now, id, undefined, destination, tools), ...over }),
  ];
}

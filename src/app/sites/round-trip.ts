/** Tableau's test call through a webhook of ours, and whether it came back as a call: the way in, tried end to end. */
import type { Instant } from '../../domain/time/instant.ts';
import { maskAddresses } from './mask-addresses.ts';
import { type HookDirectory, keyIn } from '../ports/hooks.ts';
import type { Store } from '../ports/store.ts';
import type { Webhook, WebhookTest } from '../ports/tableau.ts';

/** A call of a site's, as it came back. */
export type Arrival = { readonly id: string; readonly receivedAt: Instant };

export type RoundTrip =
  | { readonly kind: 'arrived'; readonly as: Arrival }
  /** Tableau got an answer that says yes, and it was not ours. */
  | { readonly kind: 'answered-elsewhere'; readonly said: string }
  /** It came in, and our answer did not get back. */
  | { readonly kind: 'answer-lost'; readonly said: string; readonly as: Arrival }
  | { readonly kind: 'unreachable'; readonly said: string }
  | { readonly kind: 'unknown-address'; readonly said: string }
  | { readonly kind: 'other-answer'; readonly said: string };

/** What each ending of a round trip means, and what mends it; nothing for one that went well. */
export function judgeRoundTrip(
  trip: RoundTrip,
): { readonly meaning: string; readonly remedy: string } | undefined {
  switch (trip.kind) {
    case 'arrived':
      return undefined;
    case 'answered-elsewhere':
      return {
        meaning: 'nothing arrived here',
        remedy:
          'something in front of Tabduty answers in its place: a proxy, a cache, or another installation',
      };
    case 'answer-lost':
      return {
        meaning: `the call arrived here as ${trip.as.id}, and our answer did not get back in time`,
        remedy: 'a proxy holds the answer back or takes longer than three seconds',
      };
    case 'unreachable':
      return {
        meaning: 'Tableau cannot connect, or gets no answer in time',
        remedy: 'name, firewall or certificate, as Tableau sees them: tabduty doctor inbound looks at each',
      };
    case 'unknown-address':
      return {
        meaning: 'the address is not known where the call ends',
        remedy: 'the wrong service, or a path that the proxy does not pass on',
      };
    case 'other-answer':
      return {
        meaning: 'that is not our answer',
        remedy: 'what stands in front of Tabduty answers this: tabduty doctor inbound looks at each leg',
      };
  }
}

/** `said` is what Tableau says the destination answered, with addresses masked. */
export function roundTripOf({ status, body }: WebhookTest, as: Arrival | undefined): RoundTrip {
  const excerpt = maskAddresses(body).replace(/\s+/g, ' ').trim().slice(0, 200);
  const said = `${status}${excerpt === '' ? '' : `: ${excerpt}`}`;
  const isDone = status >= 200 && status < 300;
  if (as !== undefined) return isDone ? { kind: 'arrived', as } : { kind: 'answer-lost', said, as };
  if (isDone) return { kind: 'answered-elsewhere', said };
  if (status === 408) return { kind: 'unreachable', said };
  return { kind: status === 404 ? 'unknown-address' : 'other-answer', said };
}

/** The id of the newest call of a source: what arrives later has a greater one, whatever the clock says. */
export async function newestCall(
  { store }: { readonly store: Pick<Store, 'ask'> },
  source: string,
): Promise<string> {
  const [newest] = await store.ask('listCalls', { limit: 1, source });
  return newest?.id ?? '';
}

/** The first test call of a source after a call. One is on disk before it is answered, so one that came is there. */
export async function arrivedAfter(
  { store }: { readonly store: Pick<Store, 'ask'> },
  source: string,
  id: string,
): Promise<Arrival | undefined> {
  const calls = await store.ask('listCalls', { limit: 50, source });
  return calls.findLast((c) => c.id > id && c.reading !== 'event' && c.reading !== 'duplicate');
}

/** By the key at its end, whatever stands before it. */
export function pointsHere(
  { hooks }: { readonly hooks: Pick<HookDirectory, 'sourceOf'> },
  slug: string,
  { url }: Pick<Webhook, 'url'>,
): boolean {
  const key = keyIn(url);
  return key !== undefined && hooks.sourceOf(key) === slug;
}

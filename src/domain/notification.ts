/** The decision to notify one destination about a group: what is new to it, and why it is told or not. */
import { after, type Instant, type Millis } from './instant.ts';
import type { Briefing } from './briefing.ts';

/** Ids of incarnations: firing and resolved now, and what the destination was told of each. */
export type Standing = {
  readonly firing: ReadonlySet<string>;
  readonly resolved: ReadonlySet<string>;
  readonly toldFiring: ReadonlySet<string>;
  readonly toldResolved: ReadonlySet<string>;
  readonly lastSentAt: Instant | undefined;
  /** When something that goes on last came to another stage. */
  readonly newsAt?: Instant | undefined;
};

export type Answer =
  | {
      readonly kind: 'notify';
      readonly as: Extract<Briefing['kind'], 'firing' | 'update' | 'recovered'>;
      readonly reason: string;
    }
  | { readonly kind: 'quiet'; readonly reason: string };

/** First match wins. A resolved one that was never told is not told now. */
export function decide(standing: Standing, at: Instant, repeatInterval: Millis): Answer {
  const { firing, resolved, toldFiring, lastSentAt } = standing;
  // Who was told of a failure is due its recovery; who was not, hears nothing of it.
  const recovered = [...resolved].filter((id) => toldFiring.has(id));
  const added = [...firing].filter((id) => !toldFiring.has(id));
  const repeatAt = lastSentAt === undefined ? undefined : after(lastSentAt, repeatInterval);
  if (
    firing.size > 0 &&
    standing.toldResolved.size === 0 &&
    toldFiring.size === 0 &&
    repeatAt !== undefined &&
    at < repeatAt
  )
    return { kind: 'quiet', reason: 'the last delivery died, the next try waits for the repeat interval' };
  if (firing.size > 0 && toldFiring.size === 0) return notify('firing', 'first notification');
  if (added.length > 0) return notify('update', 'new alerts added');
  if (firing.size === 0 && recovered.length > 0) return notify('recovered', 'all resolved');
  if (recovered.length > 0) return notify('update', 'some alerts resolved');
  if (firing.size > 0 && lastSentAt !== undefined && (standing.newsAt ?? 0) > lastSentAt)
    return notify('update', 'it has come to another stage');
  if (firing.size === 0)
    return {
      kind: 'quiet',
      reason: resolved.size > 0 ? 'resolved, and nothing left to tell' : 'nothing is firing',
    };
  if (repeatAt !== undefined && at >= repeatAt) return notify('firing', 'repeat interval passed');
  return { kind: 'quiet', reason: 'told already' };
}

function notify(as: 'firing' | 'update' | 'recovered', reason: string): Answer {
  return { kind: 'notify', as, reason };
}

/** Digests: what a route collects until a time of the day, and the row that says how far a receiver was told. */
import { localText, nextWallTime, wallText } from '../time/civil.ts';
import { after, DAY, type Instant } from '../time/instant.ts';
import type { DigestSettings } from '../routing/group-settings.ts';
import type { DigestRule, Policy, Route } from '../policy.ts';

export function digestOfReceiver(receiver: string, rule: DigestRule): DigestSettings {
  return { ...rule, id: [receiver, rule.days.join('+'), wallText(rule.minute), rule.zone].join(' ') };
}

/** In `told`, what was said of a member by the digests of a receiver. No destination can be called so. */
export function digestVoice(receiver: string): string {
  return `@digest/${receiver}`;
}

/** The first after what was told. Where that is far ahead, the clock was wrong then and has been set back. */
export function digestDue(rule: DigestRule, until: Instant, at: Instant): Instant | undefined {
  return nextWallTime(rule.minute, new Set(rule.days), rule.zone, until > after(at, DAY) ? at : until);
}

/** Of those that passed since it was told the last: after a time in which nothing ran one stands for all. */
export function lastDigestTime(rule: DigestRule, until: Instant, at: Instant): Instant | undefined {
  let found: Instant | undefined;
  // A weekly one is never further back, whatever days a zone skips.
  const lookBack = after(at, -16 * DAY);
  let due = digestDue(rule, until > lookBack ? until : lookBack, at);
  while (due !== undefined && due <= at) {
    found = due;
    due = digestDue(rule, due, at);
  }
  return found;
}

export function digestName(rule: DigestRule, at: Instant): string {
  return `the digest of ${localText(at, rule.zone)}`;
}

/** The digests that the configuration asks for, and the routes that collect for each. */
export function digestsIn({ routes }: Pick<Policy, 'routes'>): ReadonlyMap<string, readonly Route[]> {
  const found = new Map<string, Route[]>();
  for (const route of everyRoute(routes)) {
    if (route.digest === undefined || route.tell === undefined) continue;
    const { id } = digestOfReceiver(route.tell, route.digest);
    found.set(id, [...(found.get(id) ?? []), route]);
  }
  return found;
}

export function everyRoute(routes: readonly Route[]): readonly Route[] {
  return routes.flatMap((route) => [route, ...everyRoute(route.children)]);
}

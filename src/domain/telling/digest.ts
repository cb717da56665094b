/** Digests: what a route collects until a time of the day, and the row that says how far a receiver was told. */
import { type Change, insert, update } from '../change.ts';
import { localText, nextWallTime, wallText } from '../time/civil.ts';
import { after, DAY, earliest, type Instant } from '../time/instant.ts';
import type { DigestSettings } from '../routing/group-settings.ts';
import type { DigestRule, Policy, Route } from '../policy.ts';
import type { DigestMark } from '../quiet-records.ts';
import type { Group, Member } from '../records.ts';
import { membersOf, type World } from '../world.ts';

/** What is more waits for the next digest. */
export const MOST_DIGEST_GROUPS = 2000;
/** Too little to be told, or not yet. */
export const DIGEST_WAITS: readonly (NonNullable<Member['quiet']>['rule'] | undefined)[] = [
  'after-failures',
  'rerun-first',
];

export function digestOfReceiver(receiver: string, rule: DigestRule): DigestSettings {
  return { ...rule, id: [receiver, rule.days.join('+'), wallText(rule.minute), rule.zone].join(' ') };
}

/** In `told`, what was said of a member by the digests of a receiver. No destination can be called so. */
export function digestVoice(receiver: string): string {
  return `@digest/${receiver}`;
}

/** The first after what was told. */
export function digestDue(rule: DigestRule, until: Instant): Instant | undefined {
  return nextWallTime(rule.minute, new Set(rule.days), rule.zone, until);
}

/** What was told far ahead was told by a clock that was wrong and has been set back: from there on none would come. */
export function beginAnew(marks: readonly DigestMark[], at: Instant): readonly Change[] {
  return marks
    .filter(({ until }) => until > after(at, DAY))
    .map(({ id, rule, version }) =>
      update('digests', id, { until: at, dueAt: digestDue(rule, at), version: version + 1 }, { version }),
    );
}

type Ahead = { readonly from: Instant; readonly due: Instant; readonly name: string };

/** Asked for at each flush of a group that collects, and the same until it is told. */
const ahead = new WeakMap<DigestRule, Ahead>();

export function nextDigestName(rule: DigestRule, at: Instant): string | undefined {
  const known = ahead.get(rule);
  if (known !== undefined && known.from <= at && at < known.due) return known.name;
  const due = digestDue(rule, at);
  if (due === undefined) return undefined;
  const name = digestName(rule, due);
  ahead.set(rule, { from: at, due, name });
  return name;
}

/** Of those that passed since it was told the last: after a time in which nothing ran one stands for all. */
export function lastDigestTime(rule: DigestRule, until: Instant, at: Instant): Instant | undefined {
  let found: Instant | undefined;
  // A weekly one is never further back, whatever days a zone skips.
  const lookBack = after(at, -16 * DAY);
  let due = digestDue(rule, until > lookBack ? until : lookBack);
  while (due !== undefined && due <= at) {
    found = due;
    due = digestDue(rule, due);
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

/** A digest that is new goes on from where the one that it replaces ended, so that no time is left out. */
export function beginDigests(
  wanted: ReadonlyMap<string, readonly Route[]>,
  marks: readonly DigestMark[],
  at: Instant,
): readonly Change[] {
  const known = new Set(marks.map((m) => m.id));
  return [...wanted].flatMap(([id, [route]]) => {
    if (known.has(id) || route?.digest === undefined) return [];
    const receiver = route.tell ?? '';
    const replaced = marks.filter((m) => m.receiver === receiver && !wanted.has(m.id));
    const until = earliest(replaced.map((m) => m.until)) ?? at;
    const number = Math.max(0, ...replaced.map((m) => m.number));
    const dueAt = digestDue(route.digest, until);
    const row = { id, receiver, rule: route.digest, until, number, dueAt, said: undefined, version: 1 };
    return [insert('digests', row)];
  });
}

/**
 * Whether a digest has something to say of it: of a group that has ended, what was said already or was too little to be
 * told is no news. The question `digestGroups` asks a store the same.
 */
export function isForDigest(
  world: World,
  { id, state }: Pick<Group, 'id' | 'state'>,
  voice: string,
): boolean {
  if (state === 'open') return true;
  return membersOf(world, id).some(({ quiet, incarnationId }) => {
    const told = world.told.get(`${id}/${voice}/${incarnationId}`);
    return !DIGEST_WAITS.includes(quiet?.rule) && (told === undefined || told.as === 'firing');
  });
}

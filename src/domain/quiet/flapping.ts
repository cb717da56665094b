/** Flapping: an alert that opens and recovers too often within a time, until it has not changed for long enough. */
import type { FlappingRule } from '../policy.ts';
import { after, DAY, durationText, type Instant, type Millis } from '../time/instant.ts';
import type { Incarnation, Member, Told } from '../records.ts';

export type Flap = {
  /** Openings and recoveries up to this opening, within the time. */
  readonly count: number;
  /** When it is stable, if nothing changes until then. */
  readonly stableAt: Instant;
};

/** No rule looks back further. */
export const LONGEST_LOOK: Millis = 7 * DAY;
const MOST_CHANGES = 40;

export function withChange(changes: readonly Instant[] | undefined, at: Instant): readonly Instant[] {
  const recent = (changes ?? []).filter((change) => at - change < LONGEST_LOOK && change <= at);
  return [...recent, at].slice(-MOST_CHANGES);
}

type Opened = Pick<Incarnation, 'changes' | 'endedAt' | 'changedAt'>;

/** `undefined` where it did not flap when it opened. */
export function flapOf(
  { changes = [], endedAt, changedAt }: Opened,
  rule: FlappingRule | undefined,
): Flap | undefined {
  const opening = changes.at(-1);
  if (rule === undefined || opening === undefined || !flapsAtEnd(changes, rule)) return undefined;
  // What happened is compared by Tableau's clock, and how long it is ago by ours.
  const last = endedAt ?? opening;
  const lastSeen = changedAt ?? last;
  const steady = after(lastSeen, opening - last + rule.stableFor);
  const stableAt = endedAt !== undefined && lastSeen < steady ? after(lastSeen, rule.stableFor) : steady;
  return { count: countWithin(changes, changes.length - 1, rule), stableAt };
}

/** Once it flaps it does so until it has been stable: only what came after its last stable time counts. */
function flapsAtEnd(changes: readonly Instant[], rule: FlappingRule): boolean {
  for (let i = changes.length - 1; i >= rule.changes - 1; i -= 1) {
    const [at, before] = [changes[i], changes[i - 1]];
    // They are in order: that many are within the time when the one so far back is.
    const first = changes[i - rule.changes + 1];
    if (at === undefined || first === undefined) return false;
    // The last is an opening, so that every second one before it is one too.
    const opens = (changes.length - 1 - i) % 2 === 0;
    if (opens && at - first <= rule.within) return true;
    if (before !== undefined && at - before >= rule.stableFor) return false;
  }
  return false;
}

function countWithin(changes: readonly Instant[], last: number, { within }: FlappingRule): number {
  const at = changes[last] ?? 0;
  return changes.slice(0, last + 1).filter((change) => at - change <= within).length;
}

/** What a group knows of an alert that flaps: its incarnations in the order of their openings. */
export type Flapper = {
  readonly flap: Flap;
  /** The newest; it stands for all of them. */
  readonly head: Incarnation;
  readonly older: readonly string[];
};

/** By the id of the newest incarnation. */
export function flappersIn(
  members: readonly Pick<Member, 'incarnationId'>[],
  incarnations: ReadonlyMap<string, Incarnation>,
  rule: FlappingRule | undefined,
): ReadonlyMap<string, Flapper> {
  const found = new Map<string, Flapper>();
  if (rule === undefined) return found;
  for (const openings of flappingAlertsIn(members, incarnations, rule)) {
    const [head, ...mates] = openings.toSorted((a, b) => b.number - a.number);
    const flap = head && flapOf(head, rule);
    if (head === undefined || flap === undefined) continue;
    // One that opened before it flapped was told by itself.
    const older = mates.filter((mate) => flapOf(mate, rule) !== undefined);
    found.set(head.id, { flap, head, older: older.map(({ id }) => id) });
  }
  return found;
}

/** The incarnations of each alert that has flapped; of a thousand that failed once nothing is made. */
function flappingAlertsIn(
  members: readonly Pick<Member, 'incarnationId'>[],
  incarnations: ReadonlyMap<string, Incarnation>,
  rule: FlappingRule,
): Iterable<readonly Incarnation[]> {
  const byAlert = new Map<string, Incarnation[]>();
  for (const { incarnationId } of members) {
    const incarnation = incarnations.get(incarnationId);
    if (incarnation?.changes === undefined || !flapsAtEnd(incarnation.changes, rule)) continue;
    const { alertId, kind } = incarnation;
    if (alertId !== undefined && kind !== 'notice') byAlert.set(alertId, []);
  }
  if (byAlert.size === 0) return [];
  for (const { incarnationId } of members) {
    const incarnation = incarnations.get(incarnationId);
    if (incarnation?.alertId === undefined || incarnation.kind === 'notice') continue;
    byAlert.get(incarnation.alertId)?.push(incarnation);
  }
  return byAlert.values();
}

/** `told` by incarnation. What was told of the newest that anything was told of; that it flaps is told when that was a failure. */
export function lastTold(
  newestFirst: readonly string[],
  told: ReadonlyMap<string, readonly Told[]>,
): Told | undefined {
  for (const id of newestFirst) {
    const rows = (told.get(id) ?? []).filter((row) => row.state !== 'failed');
    const row = rows.find(({ as }) => as === 'firing') ?? rows[0];
    if (row !== undefined) return row;
  }
  return undefined;
}

/** What was told of an older one counts for the newest, and what was told of the newest itself goes before. */
export function toldOfHeads(rows: readonly Told[], flappers: ReadonlyMap<string, Flapper>): readonly Told[] {
  if (flappers.size === 0) return rows;
  const headOf = new Map(
    [...flappers].flatMap(([head, { older }]) => older.map((id) => [id, head] as const)),
  );
  const found = new Map<string, Told>();
  for (const row of rows) {
    const head = headOf.get(row.incarnationId) ?? row.incarnationId;
    const known = found.get(head);
    if (known !== undefined && orderOf(known, flappers, head) <= orderOf(row, flappers, head)) continue;
    found.set(head, row);
  }
  return [...found].map(([incarnationId, row]) => ({ ...row, incarnationId }));
}

/** The newest first. */
function orderOf(row: Told, flappers: ReadonlyMap<string, Flapper>, head: string): number {
  return row.incarnationId === head ? -1 : (flappers.get(head)?.older.indexOf(row.incarnationId) ?? -1);
}

/** For people: what it did, and when one will hear of it again. */
export function flapText({ count }: Flap, { within, stableFor }: FlappingRule): string {
  return `it opened or recovered ${count} times within ${durationText(within)}; told again once it has not changed for ${durationText(stableFor)}`;
}

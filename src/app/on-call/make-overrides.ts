/** Puts overrides in force, and says what they bring about that their maker may not expect. */
import { insert } from '../../domain/change.ts';
import { localText } from '../../domain/time/civil.ts';
import { after, DAY, type Instant, MINUTE } from '../../domain/time/instant.ts';
import { gapsAhead } from '../../domain/on-call/gaps.ts';
import type { OverrideAct } from '../../domain/on-call/schedule.ts';
import type { Policy, SchedulePolicy } from '../../domain/policy.ts';
import type { StoredOverride } from '../../domain/on-call/records.ts';
import { AppError, named } from '../errors.ts';
import { type OnCallBook, withOverrides } from './on-call-book.ts';
import type { Clock } from '../ports/clock.ts';
import type { Ids } from '../ports/ids.ts';
import type { Store } from '../ports/store.ts';

export type OverrideDeps = {
  readonly store: Pick<Store, 'ask' | 'commit'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly ids: Ids;
  readonly policy: { current(): Policy };
  readonly book: OnCallBook;
};

export type OverrideDraft = {
  /** `undefined`: in every schedule. */
  readonly schedule: string | undefined;
  readonly from: Instant;
  readonly to: Instant;
  readonly act: OverrideAct;
  readonly reason: string | undefined;
};

export type MadeOverrides = {
  readonly overrides: readonly StoredOverride[];
  /** Sentences about what follows. */
  readonly warnings: readonly string[];
};

const LONG = 366 * DAY;
/** What has not ended; more would be a program gone wild. */
const MOST = 5000;

export async function makeOverrides(
  deps: OverrideDeps,
  drafts: readonly OverrideDraft[],
  author: string,
): Promise<MadeOverrides> {
  const at = deps.clock.now();
  const present = await deps.store.ask('overrides', { endingAfter: at, limit: MOST });
  if (present.length + drafts.length > MOST)
    throw new AppError('conflict', `there are ${present.length} overrides that have not ended`, {
      remedy: 'remove some: tabduty overrides list',
    });
  const rows = drafts.map((draft) => rowOf(deps, draft, author, at));
  const past = drafts.some((d) => d.from < after(at, -MINUTE));
  const warnings = [
    ...(past ? ['it begins now: what has been is recorded and stays as it was'] : []),
    ...(await warningsOf(deps, rows, present, at)),
  ];
  await deps.store.commit(
    rows.flatMap((row) => [
      insert('overrides', row),
      insert('audit', {
        id: deps.ids.next(),
        at,
        actor: author,
        action: 'override add',
        subject: row.schedule ?? 'every schedule',
        detail: `${row.id}: ${actText(row.act)}`,
      }),
    ]),
  );
  return { overrides: rows, warnings };
}

export function scheduleOf(policy: Pick<Policy, 'schedules'>, name: string): SchedulePolicy {
  return named('schedule', name, policy.schedules);
}

export function actText(act: OverrideAct): string {
  switch (act.kind) {
    case 'add':
      return `${act.add} is on call too`;
    case 'remove':
      return `${act.remove} is off call`;
    case 'replace':
      return `${act.add} stands in for ${act.remove}`;
  }
}

function rowOf(
  { ids, policy }: OverrideDeps,
  { schedule, from, to, act, reason }: OverrideDraft,
  author: string,
  at: Instant,
): StoredOverride {
  const { people } = policy.current();
  for (const person of [
    ...(act.kind === 'remove' ? [] : [act.add]),
    ...(act.kind === 'add' ? [] : [act.remove]),
  ])
    named('person', person, people);
  if (act.kind === 'replace' && act.add === act.remove)
    throw new AppError('wrong-use', `${act.add} cannot stand in for themselves`);
  if (to <= from) throw new AppError('wrong-use', 'an override must end after it begins');
  if (to <= at) throw new AppError('wrong-use', 'an override that is over already would change nothing');
  return {
    id: ids.next(),
    schedule,
    // What has been is recorded, and no override changes it.
    startsAt: from > at ? from : at,
    endsAt: to,
    act,
    reason,
    author,
    madeAt: at,
    removedAt: undefined,
    removedBy: undefined,
  };
}

async function warningsOf(
  { book, policy }: OverrideDeps,
  rows: readonly StoredOverride[],
  present: readonly StoredOverride[],
  at: Instant,
): Promise<readonly string[]> {
  const { schedules } = await book.open(at);
  const own = [...schedules.values()].filter((s) =>
    rows.some((r) => r.schedule === undefined || r.schedule === s.name),
  );
  return [
    ...rows.flatMap((row) => (row.endsAt - row.startsAt > LONG ? ['it lasts longer than a year'] : [])),
    ...rows.flatMap((row) => overlapsOf(row, present, policy.current())),
    ...own.flatMap((schedule) => newGaps(schedule, rows, at)),
  ];
}

function overlapsOf(
  row: StoredOverride,
  present: readonly StoredOverride[],
  { schedules }: Policy,
): readonly string[] {
  const { act } = row;
  if (act.kind === 'add') return [];
  const { zone } = schedules.get(row.schedule ?? '') ?? { zone: 'UTC' };
  return present
    .filter((o) => row.schedule === undefined || o.schedule === undefined || o.schedule === row.schedule)
    .filter((o) => o.act.kind !== 'add' && o.act.remove === act.remove)
    .filter((o) => o.startsAt < row.endsAt && row.startsAt < o.endsAt)
    .map(
      (o) =>
        `it overlaps ${o.id} (${actText(o.act)}, from ${localText(o.startsAt, zone)}); ${togetherText(act, o.act)}`,
    );
}

/** What two overrides of the same person come to: `replace` says who comes, `remove` only that they go. */
function togetherText(one: OverrideAct, other: OverrideAct): string {
  if (one.kind === 'replace' && other.kind === 'replace') return 'the later made one counts';
  return one.kind === other.kind ? 'together they do no more' : 'whoever stands in for them is on call';
}

function newGaps(schedule: SchedulePolicy, rows: readonly StoredOverride[], at: Instant): readonly string[] {
  const from = rows.map((r) => r.startsAt).sort((a, b) => a - b)[0] ?? at;
  const to = rows.map((r) => r.endsAt).sort((a, b) => b - a)[0] ?? at;
  const length = Math.min(to - from, LONG);
  const known = new Set(gapsAhead(schedule, from, length).map((g) => `${g.from} ${g.to}`));
  return gapsAhead(withOverrides(schedule, rows), from, length)
    .filter((gap) => !known.has(`${gap.from} ${gap.to}`))
    .slice(0, 5)
    .map(
      (gap) =>
        `it leaves nobody on call in ${schedule.name} from ${localText(gap.from, schedule.zone)} to ${localText(gap.to, schedule.zone)}`,
    );
}

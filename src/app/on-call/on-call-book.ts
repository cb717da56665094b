/** Who is on call now and later: the policy's schedules with the overrides of run time, and tables for quick answers. */
import { after, DAY, type Instant } from '../../domain/time/instant.ts';
import type { OnCall } from '../../domain/on-call/resolve.ts';
import type { Override } from '../../domain/on-call/schedule.ts';
import { compileTable, lookUp, type ShiftTable } from '../../domain/on-call/table.ts';
import type { Policy, SchedulePolicy } from '../../domain/policy.ts';
import type { StoredOverride } from '../../domain/on-call/records.ts';
import type { Store } from '../ports/store.ts';

/** Overrides that have ended matter to nobody but those who look back, as far as this. */
const LOOK_BACK = 45 * DAY;
const MOST_OVERRIDES = 10_000;
const TABLE_AHEAD = 60 * DAY;

export interface OnCallBook {
  /** Schedules as they are at this moment; they do not change when overrides do. */
  open(at: Instant): Promise<OnCallPage>;
}

export type OnCallPage = {
  readonly revision: number;
  readonly schedules: ReadonlyMap<string, SchedulePolicy>;
  /** `undefined` for a schedule that does not exist. As fast as the engine asks. */
  at(schedule: string, at: Instant): OnCall | undefined;
  /** Worked out ahead for sixty days from when the page was opened. */
  tableOf(schedule: string): ShiftTable | undefined;
};

type Deps = {
  readonly store: Pick<Store, 'ask' | 'onCommit'>;
  readonly policy: { current(): Policy };
};

/** Pages are kept until an override, the policy, or the day is another. */
export function onCallBook({ store, policy }: Deps): OnCallBook {
  let kept: { readonly policy: Policy; readonly at: Instant; readonly page: Promise<OnCallPage> } | undefined;
  store.onCommit((tables) => {
    if (tables.has('overrides')) kept = undefined;
  });
  return {
    open(at) {
      const current = policy.current();
      if (kept?.policy === current && at >= kept.at && at < after(kept.at, DAY)) return kept.page;
      const page = openPage(store, current, at);
      kept = { policy: current, at, page };
      page.catch(() => (kept = undefined));
      return page;
    },
  };
}

async function openPage(store: Pick<Store, 'ask'>, policy: Policy, at: Instant): Promise<OnCallPage> {
  const stored = await store.ask('overrides', { endingAfter: after(at, -LOOK_BACK), limit: MOST_OVERRIDES });
  const schedules = new Map(
    [...policy.schedules].map(([name, schedule]) => [name, withOverrides(schedule, stored)]),
  );
  const tables = new Map<string, ShiftTable>();
  const tableOf = (name: string) => {
    const schedule = schedules.get(name);
    if (schedule !== undefined && !tables.has(name))
      tables.set(name, compileTable(schedule, after(at, -DAY), after(at, TABLE_AHEAD)));
    return tables.get(name);
  };
  return {
    revision: policy.revision,
    schedules,
    tableOf,
    at(name, when) {
      const table = tableOf(name);
      return table === undefined ? undefined : lookUp(table, when);
    },
  };
}

/** The schedule with what was made for it, or for all schedules, at run time. */
export function withOverrides(schedule: SchedulePolicy, stored: readonly StoredOverride[]): SchedulePolicy {
  const own = stored.filter((o) => o.schedule === undefined || o.schedule === schedule.name);
  return own.length === 0
    ? schedule
    : { ...schedule, overrides: [...schedule.overrides, ...own.map(overrideOf)] };
}

export function overrideOf({ id, startsAt, endsAt, act, madeAt }: StoredOverride): Override {
  return { id, from: startsAt, to: endsAt, act, madeAt };
}

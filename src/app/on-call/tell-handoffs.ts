/** Tells of handoffs at their time: the receivers and the next person, once, also after a time in which nothing ran. */
import type { HandoffMark } from '../../domain/on-call/records.ts';
import type { HandoffNotice } from '../../domain/on-call/schedule.ts';
import { type Change, insert, put, remove, update } from '../../domain/change.ts';
import { localText } from '../../domain/time/civil.ts';
import { after, DAY, earliest, type Instant } from '../../domain/time/instant.ts';
import { isHeld } from '../../domain/quiet/judge-members.ts';
import { newDelivery } from '../../domain/delivery/new-delivery.ts';
import { type Handoff, handoffsAfter, noticeDue } from '../../domain/on-call/handoff.ts';
import { handoffBriefing, type HandoffNews, type Inherited } from '../../domain/on-call/handoff-briefing.ts';
import { type DestinationRef, type Policy, type SchedulePolicy, waysReceiver } from '../../domain/policy.ts';
import type { Group } from '../../domain/records.ts';
import { type EngineDeps, flushTools } from '../pipeline/decide.ts';
import { isSilent } from '../pipeline/silent-ways.ts';
import type { LoopResult } from '../ports/loop.ts';
import type { Store } from '../ports/store.ts';
import { wholeSlice } from '../pipeline/whole-slice.ts';
import type { OnCallBook, OnCallPage } from './on-call-book.ts';

type Deps = EngineDeps & {
  readonly store: Pick<Store, 'ask' | 'commit'>;
  readonly book: OnCallBook;
};

/** How far ahead the next handoff is looked for; a schedule of longer turns is looked at again before. */
const AHEAD = 62 * DAY;
/** A notice is told a day before its handoff at the earliest. */
const FAR_AHEAD = 2 * DAY;
const MOST_GROUPS = 500;

export function tellHandoffs(deps: Deps): (at: Instant) => Promise<LoopResult> {
  /** Nothing changes until the next one is due, or the page is another: to find it takes long. */
  let known: Known | undefined;

  return async (at) => {
    const page = await deps.book.open(at);
    // A clock that was set back has others before it.
    const isSame = known?.page === page && at >= known.at;
    if (known !== undefined && isSame && (known.dueAt === undefined || at < known.dueAt))
      return { did: 0, nextDue: known.dueAt };
    const { schedules } = page;
    const marks = new Map((await deps.store.ask('handoffs', {})).map((m) => [m.id, m]));
    const dues: Instant[] = [];
    let did = 0;
    for (const schedule of schedules.values()) {
      const { handoffNotice: notice } = schedule;
      if (notice === undefined) continue;
      const { changes, dueAt, told } = await look(deps, schedule, notice, marks.get(schedule.name), at);
      // Stale: another process has told it.
      if (changes.length > 0) await deps.store.commit(changes);
      if (dueAt !== undefined) dues.push(dueAt);
      did += told;
    }
    const over = [...marks.keys()].filter((id) => schedules.get(id)?.handoffNotice === undefined);
    if (over.length > 0) await deps.store.commit(over.map((id) => remove('handoffs', id)));
    const dueAt = earliest(dues);
    known = { page, at, dueAt };
    return { did, nextDue: dueAt };
  };
}

type Known = { readonly page: OnCallPage; readonly at: Instant; readonly dueAt: Instant | undefined };

type Look = {
  readonly changes: readonly Change[];
  readonly dueAt: Instant | undefined;
  readonly told: number;
};

async function look(
  deps: Deps,
  schedule: SchedulePolicy,
  notice: HandoffNotice,
  before: HandoffMark | undefined,
  at: Instant,
): Promise<Look> {
  // What was before the first look is nobody's news; what was told far ahead was told by a clock that was wrong.
  const isWrong = before !== undefined && before.toldUntil > after(at, FAR_AHEAD);
  const mark = before === undefined || isWrong ? beginning(schedule, at) : before;
  const coming = handoffsAfter(schedule, mark, at, after(at, AHEAD));
  const dueOf = (handoff: Handoff) => noticeDue(handoff.at, notice.at, schedule.zone);
  const due = coming.filter((h) => dueOf(h) <= at);
  const next = coming[due.length];
  const last = due.at(-1);
  const ahead = { nextAt: next?.at, dueAt: next && dueOf(next) };
  if (last === undefined) {
    const isSame =
      before !== undefined && !isWrong && before.nextAt === ahead.nextAt && before.dueAt === ahead.dueAt;
    return { changes: isSame ? [] : [put('handoffs', { ...mark, ...ahead })], dueAt: ahead.dueAt, told: 0 };
  }
  const { changes, said } = await noticeOf(deps, schedule, notice, due, next, at);
  const set = { toldUntil: last.at, people: last.to, ...ahead, said, saidAt: at };
  const row =
    before === undefined
      ? insert('handoffs', { ...mark, ...set })
      : update('handoffs', mark.id, set, { toldUntil: before.toldUntil });
  return { changes: [row, ...changes], dueAt: ahead.dueAt, told: 1 };
}

function beginning(schedule: SchedulePolicy, at: Instant): HandoffMark {
  const [handoff] = handoffsAfter(schedule, { toldUntil: at, people: [] }, at, after(at, 1));
  const nothing = { nextAt: undefined, dueAt: undefined, said: undefined, saidAt: undefined };
  return { id: schedule.name, toldUntil: at, people: handoff?.to ?? [], ...nothing };
}

async function noticeOf(
  deps: Deps,
  schedule: SchedulePolicy,
  notice: HandoffNotice,
  due: readonly Handoff[],
  next: Handoff | undefined,
  at: Instant,
): Promise<{ readonly changes: readonly Change[]; readonly said: string }> {
  const policy = deps.policy.current();
  const last = due.at(-1);
  const nameOf = (slug: string) => policy.people.get(slug)?.name ?? slug;
  const news: Omit<HandoffNews, 'locale'> = {
    ...{ schedule: schedule.name, zone: schedule.zone, now: at, handoffs: due, nameOf },
    ...{ until: next?.at, followers: next?.to ?? [], ...(await openFor(deps, schedule.name)) },
  };
  const comers = (last?.to ?? []).filter((p) => !last?.from.includes(p));
  const { ways, left } = waysOf(deps, notice, comers);
  const when = localText(last?.at ?? at, schedule.zone);
  const reason = `handoff of ${schedule.name} at ${when} to ${(last?.to ?? []).map(nameOf).join(', ')}`;
  const now = { at, nextId: deps.ids.next };
  const changes = ways.flatMap((ref): readonly Change[] => {
    const id = now.nextId();
    const locale = policy.receivers.get(ref.receiver)?.locale ?? 'en-GB';
    return [
      insert('notifications', {
        ...{
          id,
          groupId: undefined,
          receiver: ref.receiver,
          destinationId: ref.id,
          kind: 'handoff',
          reason,
          at,
        },
        ...{ revision: policy.revision, path: `${schedule.place.path}.handoff_notice`, members: [] },
        briefing: handoffBriefing({ ...news, locale }),
      }),
      insert('deliveries', newDelivery(now, id, undefined, ref, flushTools(deps))),
    ];
  });
  const told = ways.length === 0 ? 'nobody could be told' : `told ${ways.map((w) => w.id).join(', ')}`;
  return { changes, said: [`${reason}: ${told}`, ...left].join('; ') };
}

/** A notice never rings: of the receivers what makes no sound, of a person the first such way. */
function waysOf(
  { policy, registry }: Deps,
  { tell }: HandoffNotice,
  comers: readonly string[],
): { readonly ways: readonly DestinationRef[]; readonly left: readonly string[] } {
  const { receivers, people } = policy.current();
  const left: string[] = [];
  const ways = tell.flatMap((target): readonly DestinationRef[] => {
    if (target.kind === 'receiver') {
      const all = receivers.get(target.name)?.destinations ?? [];
      const loud = all.filter((ref) => !isSilent(registry, ref));
      left.push(...loud.map((ref) => `${ref.id} left out, since it rings`));
      return all.filter((ref) => isSilent(registry, ref));
    }
    return comers.flatMap((slug) => {
      const own = receivers.get(waysReceiver(slug))?.destinations ?? [];
      const silent = own.find((ref) => isSilent(registry, ref));
      if (silent === undefined) left.push(`${people.get(slug)?.name ?? slug} has no way that does not ring`);
      return silent ?? [];
    });
  });
  return { ways: [...new Map(ways.map((w) => [w.id, w])).values()], left };
}

/** What is open of the groups that page this schedule, and how much besides; where nothing pages it, all of it. */
async function openFor(
  { store, policy }: Deps,
  schedule: string,
): Promise<Pick<HandoffNews, 'inherited' | 'besides'>> {
  const ids = await store.ask('openGroupIds', { limit: MOST_GROUPS });
  const { groups, members, incarnations, escalations } = await wholeSlice(store, ids);
  const pages = policiesPaging(policy.current(), schedule);
  const isOwn = (g: Group) => pages.size === 0 || pages.has(g.settings.page ?? '');
  const byId = new Map(incarnations.map((i) => [i.id, i]));
  const inherited = new Map<string, Inherited>();
  const others = new Set<string>();
  for (const group of groups) {
    const row = escalations.find((e) => e.id === group.id);
    const ack = row?.state === 'acknowledged' ? row.ack : undefined;
    const open = members.filter((m) => m.groupId === group.id && (m.state === 'firing' || isHeld(m)));
    for (const { incarnationId, quiet } of open) {
      const alert = byId.get(incarnationId);
      if (alert?.kind !== 'alert') continue;
      if (!isOwn(group)) others.add(alert.id);
      else if (!inherited.has(alert.id)) inherited.set(alert.id, { alert, quiet, ack });
    }
  }
  const besides = [...others].filter((id) => !inherited.has(id)).length;
  return { inherited: [...inherited.values()], besides };
}

function policiesPaging({ escalations }: Policy, schedule: string): ReadonlySet<string> {
  const paging = [...escalations.values()].filter((p) =>
    p.steps.some((s) => s.tell.some((t) => t.kind === 'schedule' && t.name === schedule)),
  );
  return new Set(paging.map((p) => p.name));
}

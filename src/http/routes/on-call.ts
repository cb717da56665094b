/** Answers the endpoints of who is on call. */
import * as api from '../../api/on-call.ts';
import { addOverride, momentIn } from '../../app/on-call/add-override.ts';
import { AppError } from '../../app/errors.ts';
import { type MadeOverrides, type OverrideDeps, scheduleOf } from '../../app/on-call/make-overrides.ts';
import { removeOverride } from '../../app/on-call/remove-override.ts';
import { swapShifts, takeShift } from '../../app/on-call/take-shift.ts';
import { type OnCallDeps, tellOnCall, tellShifts } from '../../app/on-call/tell-on-call.ts';
import { after, DAY, isoOf } from '../../domain/time/instant.ts';
import { gapsAhead, isGapOk } from '../../domain/on-call/gaps.ts';
import type { OverrideAct } from '../../domain/on-call/schedule.ts';
import { handler, type Handler } from '../handler.ts';
import { documentOverride, noticeView, onDutyView, overrideView } from '../on-call-views.ts';

const SHOWN = 28 * DAY;

export function onCallHandlers(deps: OnCallDeps & OverrideDeps): readonly Handler[] {
  return [...readHandlers(deps), ...overrideHandlers(deps)];
}

function readHandlers(deps: OnCallDeps & OverrideDeps): readonly Handler[] {
  const { clock, policy, book } = deps;
  const whoView = onDutyView(policy);
  return [
    handler(api.getOnCall, async ({ at, schedule }) => {
      const zone = schedule === undefined ? undefined : scheduleOf(policy.current(), schedule).zone;
      const moment = at === undefined ? clock.now() : momentIn(at, zone ?? 'UTC', 'at');
      const told = await tellOnCall(deps, moment, schedule);
      const marks = new Map((await deps.store.ask('handoffs', {})).map((m) => [m.id, m]));
      return {
        at: isoOf(moment),
        schedules: told.map(({ schedule: s, who, from, to, next, recorded }) => ({
          ...{ schedule: s.name, timeZone: s.zone, ...whoView(who), recorded },
          ...(who.kind === 'gap' && isGapOk(s, moment) ? { gap: `${who.reason}, as intended` } : {}),
          fallback: s.fallback.map((target) => `${target.kind}:${target.name}`),
          ...(from === undefined ? {} : { from: isoOf(from) }),
          ...(to === undefined ? {} : { to: isoOf(to) }),
          ...(next === undefined ? {} : { next: whoView(next) }),
          ...noticeView(marks.get(s.name)),
        })),
      };
    }),
    handler(api.listShifts, async (input) => {
      const { zone } = scheduleOf(policy.current(), input.schedule);
      const from = input.from === undefined ? clock.now() : momentIn(input.from, zone, 'from');
      const to = input.to === undefined ? after(from, SHOWN) : momentIn(input.to, zone, 'to');
      if (to <= from || to - from > 366 * DAY)
        throw new AppError('wrong-use', 'the stretch must end after it begins, within a year');
      const { schedule, shifts } = await tellShifts(deps, input.schedule, from, to);
      return {
        schedule: schedule.name,
        timeZone: schedule.zone,
        shifts: shifts.map((s) => ({ from: isoOf(s.from), to: isoOf(s.to), ...whoView(s.who) })),
      };
    }),
    handler(api.listGaps, async ({ schedule: name, days }) => {
      const now = clock.now();
      const page = await book.open(now);
      const schedules = name === undefined ? [...page.schedules.values()] : [scheduleOf(page, name)];
      return {
        gaps: schedules.flatMap((schedule) =>
          gapsAhead(schedule, now, days * DAY).map((gap) => ({
            ...{ schedule: schedule.name, timeZone: schedule.zone },
            ...{ from: isoOf(gap.from), to: isoOf(gap.to), reasons: [...gap.reasons] },
          })),
        ),
        schedules: schedules.length,
      };
    }),
  ];
}

function overrideHandlers(deps: OnCallDeps & OverrideDeps): readonly Handler[] {
  const { store, clock, policy } = deps;
  const made = ({ overrides, warnings }: MadeOverrides) => ({
    overrides: overrides.map((o) => overrideView(o, policy.current())),
    warnings: [...warnings],
  });
  return [
    handler(api.listOverrides, async ({ schedule }) => {
      if (schedule !== undefined) scheduleOf(policy.current(), schedule);
      const now = clock.now();
      const stored = await store.ask('overrides', { endingAfter: now, limit: 5000 });
      const written = [...policy.current().schedules.values()].flatMap((s) =>
        s.overrides.filter((o) => o.to > now).map((o) => documentOverride(o, s)),
      );
      const all = [...written, ...stored.map((o) => overrideView(o, policy.current()))];
      return {
        overrides: all
          .filter((o) => schedule === undefined || o.schedule === undefined || o.schedule === schedule)
          .sort((a, b) => (a.to < b.to ? -1 : 1)),
      };
    }),
    handler(api.addOverride, async ({ schedule, from, to, add, remove, reason }, { actor }) => {
      const act = actOf(add, remove);
      return made(await addOverride(deps, { schedule, from, to, act, reason, author: actor }));
    }),
    handler(api.removeOverride, async ({ id }, { actor }) => {
      await removeOverride(deps, { id, author: actor });
      return { id };
    }),
    handler(api.takeShift, async ({ schedule, person, at, reason }, { actor }) =>
      made(await takeShift(deps, { schedule, person, at, reason, author: actor })),
    ),
    handler(api.swapShifts, async ({ schedule, at, with: other, reason }, { actor }) =>
      made(await swapShifts(deps, { schedule, at, with: other, reason, author: actor })),
    ),
  ];
}

function actOf(add: string | undefined, remove: string | undefined): OverrideAct {
  if (add !== undefined && remove !== undefined) return { kind: 'replace', remove, add };
  if (add !== undefined) return { kind: 'add', add };
  if (remove !== undefined) return { kind: 'remove', remove };
  throw new AppError('wrong-use', 'say who is added, who is removed, or both for a stand-in');
}

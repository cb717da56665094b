/** Answers the endpoints of what-if. */
import * as api from '../../api/what-if.ts';
import { AppError } from '../../app/errors.ts';
import type { Clock } from '../../app/ports/clock.ts';
import type { WhatIfReport } from '../../app/story/what-if.ts';
import type { WhatIfDesk } from '../../app/story/what-if-desk.ts';
import type { Difference, Differences } from '../../domain/replay/compare-replays.ts';
import { isoOf } from '../../domain/time/instant.ts';
import type { Tally, ToldBy } from '../../domain/replay/replay-ledger.ts';
import { handler, type Handler } from '../handler.ts';
import { sinceOf } from '../since.ts';

type Deps = { readonly clock: Pick<Clock, 'now'>; readonly desk: WhatIfDesk };

export function whatIfHandlers({ clock, desk }: Deps): readonly Handler[] {
  return [
    handler(api.beginWhatIf, async ({ text, since }) => {
      const now = clock.now();
      const from = sinceOf(since, now);
      if (from >= now)
        throw new AppError('wrong-use', 'nothing has happened since then', {
          remedy: 'name a time that is past',
        });
      return { id: desk.begin({ text, since: from }) };
    }),
    handler(api.lookAtWhatIf, async ({ id }) => {
      const found = desk.look(id);
      if (found.state === 'running') return found;
      const { answer } = found;
      const warnings = answer.warnings.map((w) => ({ ...w }));
      if (!answer.ok)
        return { state: 'faulty' as const, warnings, faults: answer.faults.map((f) => ({ ...f })) };
      return { state: 'done' as const, warnings, report: viewOf(answer.report) };
    }),
  ];
}

function viewOf(report: WhatIfReport) {
  const { from, to, begins, keptSince, events, revision, inForce, changed, names } = report;
  const nameOf: NameOf = (receiver) => names.get(receiver) ?? receiver;
  const receivers = [...new Set([...inForce.counts.keys(), ...changed.counts.keys()])].sort();
  const countsOf = ({ counts }: Tally, receiver: string) => ({
    ...(counts.get(receiver) ?? { messages: 0, pages: 0 }),
  });
  return {
    ...{ from: isoOf(from), to: isoOf(to), events, revision },
    ...(begins === undefined ? {} : { historyBegins: isoOf(begins) }),
    ...(keptSince === undefined ? {} : { keptSince: isoOf(keptSince) }),
    same: report.isSame,
    notReplayed: [...report.notReplayed],
    inForce: viewOfSide(inForce, nameOf),
    changed: viewOfSide(changed, nameOf),
    receivers: receivers.map((r) => ({
      receiver: nameOf(r),
      inForce: countsOf(inForce, r),
      changed: countsOf(changed, r),
    })),
    newly: viewOfDifferences(report.newly, nameOf),
    noLonger: viewOfDifferences(report.noLonger, nameOf),
  };
}

type NameOf = (receiver: string) => string;

function viewOfSide({ counts, woken, unrouted, wakes }: Tally, nameOf: NameOf) {
  const all = [...counts.values()];
  return {
    messages: all.reduce((sum, c) => sum + c.messages, 0),
    pages: all.reduce((sum, c) => sum + c.pages, 0),
    woken,
    unrouted,
    wakes: wakes.map(({ at, receiver, reason, names, more, by }) => ({
      at: isoOf(at),
      person: nameOf(receiver),
      reason,
      names: [...names],
      more,
      ...routeOf(by),
    })),
  };
}

function viewOfDifferences({ count, byReceiver, examples }: Differences, nameOf: NameOf) {
  return {
    count,
    receivers: [...byReceiver].map(([receiver, count]) => ({ receiver: nameOf(receiver), count })),
    examples: examples.map((e) => viewOfDifference(e, nameOf)),
  };
}

function viewOfDifference({ past, receiver, at, by, page, instead }: Difference, nameOf: NameOf) {
  const { id, event, name, source, occurredAt } = past.event;
  return {
    ...{ eventId: id, event, name, source, page, instead },
    occurredAt: isoOf(occurredAt),
    receiver: nameOf(receiver),
    at: isoOf(at),
    ...routeOf(by),
  };
}

function routeOf(by: ToldBy | undefined) {
  if (by === undefined) return {};
  const { name, path, line } = by;
  return { route: { path, line, ...(name === undefined ? {} : { name }) } };
}

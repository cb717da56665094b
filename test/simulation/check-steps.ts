/** B6: in each run of an escalation no step is left out, none pages the same place twice, and none is overdue at the end. */
import { callDue } from '../../src/domain/paging/escalation.ts';
import { SECOND } from '../../src/domain/time/instant.ts';
import { begunIn } from './check-pages.ts';
import { atSeconds, type Breach, type Rows } from './rows.ts';
import type { History } from './scene.ts';

/** From its time until a step is made. */
const GRACE = 90 * SECOND;

/** What a run has done so far. */
type Run = { readonly steps: Set<number>; readonly paged: Set<string> };

type Said = {
  readonly reason: string;
  readonly groupId: string;
  readonly notificationId: string | undefined;
};

export function checkSteps(h: History, rows: Rows): readonly Breach[] {
  return [...leftOutOrTwice(h, rows), ...overdue(h)].map((what) => ({ invariant: 'B6', what }));
}

function leftOutOrTwice(h: History, rows: Rows): readonly string[] {
  const runs = new Map<string, Run>();
  const taken = takenNotifications(h, rows);
  return h.written.flatMap(({ at, changes }) => {
    for (const change of changes) {
      const begun = begunIn(change);
      if (begun !== undefined) runs.set(begun, { steps: new Set(), paged: new Set() });
    }
    return changes.flatMap(saidBy).flatMap((said) => {
      const run = runs.get(said.groupId);
      const words = `${said.reason} of #${rows.groups.get(said.groupId)?.number} at ${atSeconds(at)}`;
      return run === undefined ? [] : note(run, said, taken).map((fault) => `${words}: ${fault}`);
    });
  });
}

function note(
  run: Run,
  { reason, notificationId }: Said,
  taken: ReadonlyMap<string, string>,
): readonly string[] {
  const [, step, of, round = '1'] = /^step (\d+) of (\d+)(?:, round (\d+))?/.exec(reason) ?? [];
  if (step === undefined) return [];
  const place = (Number(round) - 1) * Number(of) + Number(step);
  const isLeftOut = place > 1 && !run.steps.has(place - 1);
  run.steps.add(place);
  const to = taken.get(notificationId ?? '');
  const page = `${place} ${to}`;
  const isTwice = to !== undefined && run.paged.has(page);
  if (to !== undefined) run.paged.add(page);
  return [
    ...(isLeftOut ? ['the step before it was left out'] : []),
    ...(isTwice ? [`${to} was paged for it before`] : []),
  ];
}

/** A step that finds nobody, or whom another message reaches already, is a decision. */
function saidBy(change: History['written'][number]['changes'][number]): readonly Said[] {
  if (change.op !== 'insert') return [];
  if (change.table === 'notifications') {
    const { reason, groupId = '', id } = change.row;
    return [{ reason, groupId, notificationId: id }];
  }
  if (change.table !== 'decisions') return [];
  return [{ reason: change.row.reason, groupId: change.row.subjectId, notificationId: undefined }];
}

/** Which arrived, and where. */
function takenNotifications(h: History, rows: Rows): ReadonlyMap<string, string> {
  return new Map(
    h.network.requests.flatMap(({ deliveryId, takenAt }): [string, string][] => {
      const delivery = rows.deliveries.get(deliveryId);
      if (takenAt === undefined || delivery === undefined) return [];
      return [[delivery.notificationId, delivery.destinationId]];
    }),
  );
}

/** As the store has it: its times move with the clock. */
function overdue({ disk, stage }: History): readonly string[] {
  const ids = disk.core.ask('openGroupIds', { limit: 100 });
  return disk.core.ask('groupSlice', { ids }).slice.escalations.flatMap((row) => {
    const due = row.state === 'running' ? callDue(row) : undefined;
    if (due === undefined || due + GRACE > stage.machineClock().now()) return [];
    return [`call ${row.next + 1} of the escalation of group ${row.id} was due at ${due} and is not made`];
  });
}

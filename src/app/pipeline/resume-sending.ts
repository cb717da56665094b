/** After a restore: what waits to be sent, and the word that it may go, or that what is old shall not. */
import { type Change, remove } from '../../domain/change.ts';
import { step } from '../../domain/engine.ts';
import { idFrom } from '../../domain/time/id-time.ts';
import { durationText, type Instant, isoOf } from '../../domain/time/instant.ts';
import { noticeToOperators } from '../../domain/health/operator-notice.ts';
import type { Delivery, Notification } from '../../domain/records.ts';
import { place, type World } from '../../domain/world.ts';
import { auditRow } from '../story/audit.ts';
import { circumstances, type EngineDeps, flushTools, worldOfGroups } from './decide.ts';
import { AppError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import { PAUSED_FACT } from '../ports/fact-names.ts';
import type { Store } from '../ports/store.ts';
import { wholeSlice } from './whole-slice.ts';
import type { SendingGate, SendingPause } from './sending-gate.ts';

export type ResumeDeps = EngineDeps & {
  readonly store: Pick<Store, 'ask' | 'commit'>;
  readonly clock: Clock;
  readonly gate: SendingGate;
};

export type WaitingMessages = {
  readonly destinationId: string;
  readonly count: number;
  /** How many of them are not sent when what is old is dropped. */
  readonly old: number;
  readonly oldestAt: Instant;
};

export type SendingState = {
  readonly pause: SendingPause | undefined;
  readonly waiting: readonly WaitingMessages[];
};

const MOST_DESTINATIONS = 1000;
const BATCH = 64;

/** What is old is counted by the rule that drops it, so that a plan says what will be. */
export async function sendingState({
  store,
  gate,
}: Pick<ResumeDeps, 'store' | 'gate'>): Promise<SendingState> {
  const pause = gate.pause();
  const waiting = await store.ask('waitingMessages', { limit: MOST_DESTINATIONS });
  const old = new Map<string, number>();
  if (pause !== undefined)
    for await (const { delivery } of oldOnes(store, pause.since))
      old.set(delivery.destinationId, (old.get(delivery.destinationId) ?? 0) + 1);
  return { pause, waiting: waiting.map((w) => ({ ...w, old: old.get(w.destinationId) ?? 0 })) };
}

export type Resumed = { readonly dropped: number; readonly sending: number };

/** `dropOld`: what was decided before the restore, or only says again what was known then, is not sent any more. */
export async function resumeSending(deps: ResumeDeps, dropOld: boolean, actor: string): Promise<Resumed> {
  const pause = deps.gate.pause();
  if (pause === undefined)
    throw new AppError('conflict', 'sending is not paused', {
      remedy: '"tabduty status" shows what waits; only a restore pauses sending',
    });
  const dropped = dropOld ? await dropOldOnes(deps, pause) : 0;
  const { waiting } = await sendingState(deps);
  const sending = waiting.reduce((sum, { count }) => sum + count, 0);
  const detail = `${dropped} dropped, ${sending} to be sent`;
  const at = deps.clock.now();
  const said = summary(pause, dropped, sending, at);
  await deps.store.commit([
    remove('facts', PAUSED_FACT),
    auditRow(deps, { actor, action: 'resume sending', subject: 'deliveries', detail }),
    ...noticeToOperators(said, 'sending was resumed', flushTools(deps), circumstances(deps, at)),
  ]);
  deps.gate.open();
  return { dropped, sending };
}

function summary(pause: SendingPause, dropped: number, sending: number, at: Instant) {
  return {
    title: 'Tabduty was restored from a backup and sends again',
    summary: `What happened in the ${durationText(pause.since - pause.backupMadeAt)} after the backup may be known to it only as far as Tableau still tells`,
    severity: 'info',
    facts: [
      { title: 'Backup of', value: isoOf(pause.backupMadeAt) },
      { title: 'Paused for', value: durationText(at - pause.since) },
      { title: 'Messages dropped', value: String(dropped) },
      { title: 'Messages that go out now', value: String(sending) },
    ],
  } as const;
}

/** Each commit is small, and one that is cut short goes on where it was. */
async function dropOldOnes(deps: ResumeDeps, pause: SendingPause): Promise<number> {
  let dropped = 0;
  for await (const { delivery, world } of oldOnes(deps.store, pause.since)) {
    if (!world.deliveries.has(delivery.id)) place(world, 'deliveries', delivery);
    await drop(deps, world, delivery.id);
    dropped += 1;
  }
  return dropped;
}

/** In batches, each with the world in which it is judged. */
async function* oldOnes(store: Pick<Store, 'ask'>, since: Instant) {
  for (let after = ''; ; ) {
    const rows = await store.ask('pendingDeliveries', { after, limit: BATCH });
    const last = rows.at(-1)?.delivery.id;
    if (last === undefined) return;
    after = last;
    const ids = [...new Set(rows.flatMap(({ delivery }) => delivery.groupId ?? []))];
    const world = worldOfGroups(await wholeSlice(store, ids));
    for (const { delivery, notification } of rows)
      if (isOld(world, delivery, notification, since)) yield { delivery, world };
  }
}

async function drop(deps: ResumeDeps, world: World, deliveryId: string): Promise<void> {
  const reason = 'dropped when sending was resumed after a restore: it may have been sent before';
  const now = circumstances(deps, deps.clock.now());
  const changes: readonly Change[] = step(world, { kind: 'drop', deliveryId, reason }, flushTools(deps), now);
  if ((await deps.store.commit(changes)) === 'stale')
    throw new AppError('conflict', 'something changed meanwhile', {
      remedy: 'try again; what was done stays done',
    });
}

/** Old is what tells of nothing that was heard after the restore. */
function isOld(world: World, delivery: Delivery, notification: Notification, since: Instant): boolean {
  if (delivery.createdAt < since) return true;
  if (delivery.groupId === undefined) return false;
  const members = notification.members.flatMap((id) => world.incarnations.get(id) ?? []);
  return members.length > 0 && members.every((i) => i.lastEventId < idFrom(since));
}

/** Lets a history happen: to the pipeline on a store, minute by minute, or to a replay of what that store kept. */
import { createHash } from 'node:crypto';
import { takeInHand } from '../../src/app/hand/take-in-hand.ts';
import { flushTools } from '../../src/app/pipeline/decide.ts';
import { type OnCallBook, onCallBook } from '../../src/app/on-call/on-call-book.ts';
import { tellDigests } from '../../src/app/pipeline/tell-digests.ts';
import { digestsIn } from '../../src/domain/telling/digest.ts';
import { pastDuty } from '../../src/app/on-call/past-duty.ts';
import type { Briefing } from '../../src/domain/briefing/briefing.ts';
import { ACK_FOR } from '../../src/domain/paging/escalation.ts';
import { causeOf } from '../../src/domain/sites/cause.ts';
import { contentIdOf } from '../../src/domain/sites/content.ts';
import { takeIn } from '../../src/domain/sites/reason.ts';
import type { Incarnation } from '../../src/domain/records.ts';
import { idFrom } from '../../src/domain/time/id-time.ts';
import { after, type Instant, isoOf, type Millis } from '../../src/domain/time/instant.ts';
import { handOfAudit, type PastHand } from '../../src/domain/replay/past.ts';
import type { World } from '../../src/domain/world.ts';
import type { Policy } from '../../src/domain/policy.ts';
import { Replay } from '../../src/domain/replay/replay.ts';
import type { ReplayListener } from '../../src/domain/replay/replay-terms.ts';
import { replayPast } from '../../src/app/story/replay-past.ts';
import { NOON } from '../fixtures/records.ts';
import { type Pipeline, startPipeline, tableauBody } from './pipeline.ts';

/** `wait` after the one before. */
export type Moment = { readonly wait: Millis } & (
  | {
      readonly kind: 'event';
      readonly item: string;
      readonly type: string;
      /** It happened so long before Tableau said it. */
      readonly late?: Millis;
    }
  /** Somebody acknowledges whatever fires of it. */
  | { readonly kind: 'ack'; readonly item: string }
);

/** One message as somebody would see it. */
export type Seen = {
  readonly at: Instant;
  readonly destinationId: string;
  readonly briefing: Briefing;
};

const LAST: Millis = 26 * 3_600_000;

/** What was done, with the alert of this item that began then: another configuration counts its alerts otherwise. */
export type HandOnItem = { readonly at: Instant; readonly item: string; readonly openedAt: Instant };

export type Circumstance = {
  /** What was done instead of what `moments` say. */
  readonly hands?: readonly HandOnItem[];
  /** What is there before anything happens. */
  readonly begin?: (p: Pipeline) => Promise<void>;
  /**
   * The notes of the failed jobs of an alert, where Tableau is asked; it answers at once. Of one that goes on with another
   * cause only the last is stored, so that a replay cannot know when it changed.
   */
  readonly notesOf?: (alert: Pick<Incarnation, 'openedAt'>) => string;
};

export async function happenForReal(
  policy: Policy,
  moments: readonly Moment[],
  { hands, begin, notesOf }: Circumstance = {},
): Promise<{ readonly p: Pipeline; readonly seen: readonly Seen[]; readonly end: Instant }> {
  const p = await startPipeline(policy);
  await begin?.(p);
  const waiting = [...(hands ?? [])];
  for (const moment of moments) {
    const at = after(p.clock.now(), moment.wait);
    for (let [hand] = waiting; hand !== undefined && hand.at < at; [hand] = waiting) {
      await passUntil(p, hand.at);
      await acknowledgeAlert(p, hand);
      waiting.shift();
    }
    await passUntil(p, at);
    if (moment.kind === 'event') await p.post(bodyOf(moment, at));
    else if (hands === undefined) await acknowledgeItem(p, moment.item);
    await p.settle();
    if (notesOf !== undefined) await letTableauSay(p, notesOf);
    await tellDueDigests(p);
  }
  for (const hand of waiting) {
    await passUntil(p, hand.at);
    await acknowledgeAlert(p, hand);
  }
  const end = after(after(NOON, lengthOf(moments)), LAST);
  await passUntil(p, end);
  return { p, seen: p.sent, end };
}

/** The same from what the store has kept; `look` sees the world as it is when a message is written. */
export async function happenAgain(
  p: Pipeline,
  policy: Policy,
  end: Instant,
  look: (world: World) => void = () => undefined,
): Promise<readonly Seen[]> {
  const seen: Seen[] = [];
  const ids = { after: idFrom(NOON), until: idFrom(after(end, 1)) };
  const duty = await pastDuty(p, policy, { from: NOON, to: end });
  const tools = flushTools(p.deps());
  const compose: typeof tools.compose = (...args) => {
    look(args[4] as World);
    return tools.compose(...args);
  };
  const replay = new Replay({
    ...{ policy, tools: { ...tools, compose }, duty, silences: p.silences },
    listener: listenTo(seen),
  });
  const hands = await handsOf(p, end);
  const gaps = await p.store.ask('pastGaps', { ...ids, limit: 1000 });
  async function* pages() {
    for (let from = ids.after; ; ) {
      const page = await p.store.ask('pastEvents', { ...ids, after: from, withContent: true, limit: 7 });
      const last = page.at(-1);
      if (last === undefined) return;
      from = last.event.id;
      yield page;
    }
  }
  await replayPast([replay], { pages: pages(), hands, gaps, to: end }, () => undefined);
  return seen;
}

async function handsOf(p: Pipeline, end: Instant): Promise<readonly PastHand[]> {
  const ids = { after: idFrom(NOON), until: idFrom(after(end, 1)) };
  return (await p.store.ask('pastHands', { ...ids, limit: 1000 })).flatMap((a) => handOfAudit(a) ?? []);
}

export async function handsOnItems(p: Pipeline, end: Instant): Promise<readonly HandOnItem[]> {
  const hands = await handsOf(p, end);
  return Promise.all(
    hands.map(async ({ at, number }) => {
      const of = await p.store.ask('incarnation', { number });
      if (of === undefined) throw new Error(`nothing has number ${number}`);
      return { at, item: of.name, openedAt: of.openedAt };
    }),
  );
}

/**
 * To compare by, all but the link to its own page, and who is on call in a digest: in the order of time, and of names
 * within a moment.
 */
export function listOf(seen: readonly Seen[]): readonly string[] {
  return seen
    .map(({ at, destinationId, briefing }) => {
      const facts = briefing.kind === 'digest' ? [] : briefing.facts;
      const all = JSON.stringify({ ...briefing, facts, actions: [] });
      const head = `${isoOf(at)} ${destinationId} ${briefing.kind} ${briefing.title.untrusted}`;
      return `${head} ${createHash('sha256').update(all).digest('hex').slice(0, 8)}`;
    })
    .sort();
}

function listenTo(seen: Seen[]): ReplayListener {
  const nothing = () => undefined;
  return {
    began: nothing,
    joined: nothing,
    decided: nothing,
    quieted: nothing,
    over: nothing,
    summedUp: nothing,
    sent: ({ at, destinationId, briefing }) => void seen.push({ at, destinationId, briefing }),
  };
}

function lengthOf(moments: readonly Moment[]): Millis {
  return moments.reduce((sum, { wait }) => sum + wait, 0);
}

function bodyOf(moment: Extract<Moment, { readonly kind: 'event' }>, at: Instant) {
  return tableauBody({
    event_type: moment.type,
    resource: moment.type.startsWith('Workbook') ? 'WORKBOOK' : 'DATASOURCE',
    resource_name: moment.item,
    resource_luid: moment.item,
    created_at: isoOf(after(at, -(moment.late ?? 0))),
  });
}

/** Why it failed and whose content it is, as when Tableau is asked. */
async function letTableauSay(p: Pipeline, notesOf: NonNullable<Circumstance['notesOf']>): Promise<void> {
  const at = p.clock.now();
  const { rows } = await p.store.ask('dueReasons', { at, limit: 1000, exceptSources: [] });
  if (rows.reasons.length === 0) return;
  const incarnations = new Map(rows.incarnations.map((i) => [i.id, i]));
  const contents = new Map(rows.contents.map((c) => [c.id, c]));
  for (const reason of rows.reasons) {
    const incarnation = incarnations.get(reason.id);
    if (incarnation === undefined) continue;
    const notes = notesOf(incarnation);
    const job = { id: reason.id, notes, cause: causeOf(notes) };
    const content = contents.get(contentIdOf(incarnation) ?? '');
    await p.store.commit(takeIn(reason, incarnation, { job, content, isAll: true }, at));
  }
  await p.settle();
}

/** From one due time to the next, as loops that are woken by them do. */
async function passUntil(p: Pipeline, end: Instant): Promise<void> {
  for (;;) {
    const at = p.clock.now();
    const dues = await Promise.all([
      p.store.ask('dueGroups', { at, limit: 1, most: 9 }),
      p.store.ask('dueIncarnations', { at, limit: 1 }),
    ]);
    const next = Math.min(end, ...dues.flatMap(({ nextDue }) => nextDue ?? []), ...(await sumsDue(p)));
    p.clock.advance(next - at);
    await p.settle();
    await tellDueDigests(p);
    if (next === end) return;
  }
}

/** When digests and what was held back are to be told. */
async function sumsDue({ store, policy }: Pipeline): Promise<readonly Instant[]> {
  const isCapped = [...policy.receivers.values()].some((r) => r.destinations.some((d) => d.atMost));
  const lanes = isCapped ? await store.ask('lanes', {}) : [];
  const storms = lanes.flatMap((lane) => (lane.storms ?? []).flatMap(({ dueAt }) => dueAt ?? []));
  const marks = hasDigests({ policy }) ? await store.ask('digests', {}) : [];
  return [...storms, ...marks.flatMap(({ dueAt }) => dueAt ?? [])];
}

function hasDigests({ policy }: Pick<Pipeline, 'policy'>): boolean {
  return digestsIn(policy).size > 0;
}

/** One for each: it listens to every commit. */
const books = new WeakMap<Pipeline, OnCallBook>();

/** They begin with the first event, as in a replay. */
async function tellDueDigests(p: Pipeline): Promise<void> {
  if (!hasDigests(p) || (await p.store.ask('listEvents', { limit: 1 })).length === 0) return;
  const book = books.get(p) ?? onCallBook({ store: p.store, policy: { current: () => p.policy } });
  books.set(p, book);
  while ((await tellDigests({ ...p.deps(), book }, p.clock.now())).did > 0) await p.settle();
}

/** It may be over, while its group goes on. */
async function acknowledgeAlert(p: Pipeline, { item, openedAt }: HandOnItem): Promise<void> {
  for (let before: string | undefined; ; ) {
    const page: readonly Incarnation[] = await p.store.ask('listIncarnations', {
      ...{ limit: 500, name: item },
      ...(before === undefined ? {} : { before }),
    });
    const found = page.find((of) => of.kind === 'alert' && of.openedAt === openedAt);
    if (found !== undefined) return acknowledge(p, found.number);
    before = page.at(-1)?.id;
    if (before === undefined) return;
  }
}

async function acknowledgeItem(p: Pipeline, item: string): Promise<void> {
  const [open] = await p.store.ask('listIncarnations', { limit: 1, state: 'open', name: item });
  if (open !== undefined) await acknowledge(p, open.number);
}

/** In every group that tells of it. */
async function acknowledge(p: Pipeline, number: number): Promise<void> {
  const found = await p.store.ask('incarnation', { number });
  const members = await p.store.ask('membersOfIncarnation', { id: found?.id ?? '' });
  for (const { groupId } of members) {
    const ana = p.policy.people.get('ana');
    const by = { name: ana?.name ?? 'Ana', person: ana?.slug, claimed: false, via: 'test' };
    const until = after(p.clock.now(), ACK_FOR);
    const hand = { kind: 'acknowledge', as: 'ack', groupId, by, until, to: undefined } as const;
    await takeInHand(p.deps(), [groupId], hand, 'test');
  }
  await p.settle();
}

/** A month of a busy site as it happens for real: refreshes that fail and recover, people who acknowledge, a silence. */
import { type Refresh, refreshesUntil, REFRESHES } from '../../bench/history.ts';
import { checker } from '../../src/checker.ts';
import { insert, put } from '../../src/domain/change.ts';
import { type Policy, personOfReceiver } from '../../src/domain/policy.ts';
import type { Delivery } from '../../src/domain/records.ts';
import type { Silence } from '../../src/domain/quiet-records.ts';
import { contentId } from '../../src/domain/sites/content.ts';
import { after, DAY, HOUR, type Instant, MINUTE } from '../../src/domain/time/instant.ts';
import { testsOf } from '../../src/app/hand/silence-holder.ts';
import { re2Regexes } from '../../src/platform/regexes.ts';
import { NOON } from '../fixtures/records.ts';
import type { Circumstance, Moment } from './for-real.ts';
import type { Pipeline } from './pipeline.ts';

const NOTES = [
  'Error: Login failed for user "tableau".',
  'Error: The query timed out.',
  'Error: Unable to connect to the server "db1.acme.com".',
  'Error: Invalid column name "region".',
  'Error: Out of memory.',
];

/** As the text says, with every way out in the hands of the test. */
export async function policyOf(text: string, revision: number): Promise<Policy> {
  const check = checker({
    lookup: async (_, name) => ({ ok: true, value: `https://example.com/${name}?sig=x` }),
  });
  const checked = await check(text, revision);
  if (!checked.ok) throw new Error(JSON.stringify(checked.faults));
  const receivers = [...checked.policy.receivers.values()].map((receiver) => ({
    ...receiver,
    destinations: receiver.destinations.map((ref) => ({
      ...{ ...ref, type: 'test', account: undefined, address: { lane: ref.id } },
    })),
  }));
  return { ...checked.policy, receivers: new Map(receivers.map((r) => [r.name, r])) };
}

/** So many refreshes as somebody would have seen them, and one acknowledge for ten failures. */
export function aMonth(events: number): { readonly moments: readonly Moment[] } & Circumstance {
  const share = events / REFRESHES;
  const all = refreshesUntil(after(NOON, 30 * DAY), share);
  const first = all[0]?.at ?? NOON;
  const refreshes = all.map((refresh) => ({ ...refresh, at: after(NOON, refresh.at - first + MINUTE) }));
  return {
    moments: momentsOf(refreshes),
    begin: (p) => prepare(p, refreshes),
    notesOf: ({ openedAt }) => NOTES[Math.floor(openedAt / DAY) % NOTES.length] ?? '',
  };
}

function momentsOf(refreshes: readonly Refresh[]): readonly Moment[] {
  let failures = 0;
  const happenings = refreshes
    .flatMap(({ item: { name: item }, at, failed }) => {
      const type = failed ? 'DatasourceRefreshFailed' : 'DatasourceRefreshSucceeded';
      const event = { at, moment: { kind: 'event' as const, item, type } };
      const isTaken = failed && ++failures % 10 === 0;
      return isTaken
        ? [event, { at: after(at, 7 * MINUTE), moment: { kind: 'ack' as const, item } }]
        : [event];
    })
    .sort((a, b) => a.at - b.at);
  let last: Instant = NOON;
  return happenings.map(({ at, moment }) => {
    const wait = at - last;
    last = at;
    return { wait, ...moment };
  });
}

/** The inventory is there, and sales is silenced for a day. */
async function prepare(p: Pipeline, refreshes: readonly Refresh[]): Promise<void> {
  const items = new Map(refreshes.map(({ item }) => [item.name, item]));
  const contents = [...items.values()].map(({ name, project }) =>
    put('contents', {
      ...{ id: contentId('acme', 'datasource', name), source: 'acme', contentType: 'datasource', luid: name },
      ...{ name, project, owner: ['Ana Costa'], tags: [], url: undefined, deletedAt: undefined },
    }),
  );
  const silence: Silence = {
    ...{ id: 'silence-1', matchers: [{ label: 'project', patterns: ['Sales/**'] }], author: 'ana' },
    ...{ from: after(NOON, 2 * DAY), until: after(NOON, 3 * DAY + HOUR), reason: 'moving the database' },
    ...{ createdAt: NOON, endedBy: undefined, replaces: undefined },
  };
  await p.store.commit([...contents, insert('silences', silence)]);
  p.silences = [{ ...silence, tests: testsOf(silence.matchers, re2Regexes) ?? [] }];
}

export type Counts = Readonly<Record<string, { readonly messages: number; readonly pages: number }>>;

export type Heard = {
  readonly counts: Counts;
  readonly woken: number;
  /** "event → receiver" of all that somebody was told. */
  readonly told: ReadonlySet<string>;
};

/** What arrived, from what the store has written of it. */
export async function heardIn(p: Pipeline): Promise<Heard> {
  const { store } = p;
  const counts: Record<string, { messages: number; pages: number }> = {};
  const woken = new Set<string>();
  const told = new Set<string>();
  const eventOf = new Map<string, string>();
  for (const { deliveryId, isHeldBack } of await toldBy(p)) {
    const delivery = await store.ask('delivery', { id: deliveryId });
    const notification = await store.ask('notification', { id: delivery?.notificationId ?? '' });
    if (delivery === undefined || notification === undefined) throw new Error(`${deliveryId} is not stored`);
    const { receiver, at, groupId, members } = notification;
    for (const id of members) {
      const known = eventOf.get(id) ?? (await beginningOf(store, id));
      eventOf.set(id, known);
      told.add(`${known} → ${receiver}`);
    }
    if (isHeldBack) continue;
    const own = (counts[receiver] ??= { messages: 0, pages: 0 });
    own.messages += 1;
    if (delivery.page) own.pages += 1;
    if (delivery.page && personOfReceiver(receiver) !== undefined) woken.add(`${at} ${groupId} ${receiver}`);
  }
  return { counts, woken: woken.size, told };
}

/** What was sent, and what another message told: of that nothing else is counted. */
async function toldBy({ store, sent }: Pipeline) {
  const found = sent.map(({ deliveryId }) => ({ deliveryId, isHeldBack: false }));
  for (let before: string | undefined; ; ) {
    const page: readonly Delivery[] = await store.ask('listDeliveries', {
      ...{ limit: 500, state: 'suppressed' },
      ...(before === undefined ? {} : { before }),
    });
    for (const { id: deliveryId, detail = '' } of page)
      if (detail.startsWith('summed up in ')) found.push({ deliveryId, isHeldBack: true });
    before = page.at(-1)?.id;
    if (before === undefined) return found;
  }
}

/** The event that opened it, by what is the same whatever the configuration. */
async function beginningOf(store: Pipeline['store'], id: string): Promise<string> {
  const incarnation = await store.ask('incarnation', { id });
  const event = await store.ask('event', { id: incarnation?.firstEventId ?? '' });
  return event?.identity ?? `nothing has opened ${id}`;
}

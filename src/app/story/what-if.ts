/** What another configuration would have told of what happened, beside what the one in force would have. */
import type { Briefing } from '../../domain/briefing/briefing.ts';
import { type Comparison, compareReplays } from '../../domain/replay/compare-replays.ts';
import { idFrom } from '../../domain/time/id-time.ts';
import { after, DAY, type Instant, parseInstant } from '../../domain/time/instant.ts';
import { handOfAudit, type PastEvent, type PastHand } from '../../domain/replay/past.ts';
import { type Policy, waysReceiver } from '../../domain/policy.ts';
import { Replay } from '../../domain/replay/replay.ts';
import { Ledger, type Tally } from '../../domain/replay/replay-ledger.ts';
import { untrusted } from '../../domain/briefing/untrusted.ts';
import { testsOf } from '../hand/silence-holder.ts';
import { carryRotations, rotationStates } from '../on-call/carry-rotations.ts';
import { pastDuty } from '../on-call/past-duty.ts';
import { flushTools } from '../pipeline/decide.ts';
import type { CheckConfig, Fault } from '../ports/config.ts';
import type { DestinationRegistry } from '../ports/destination.ts';
import type { Regexes } from '../ports/regex.ts';
import type { Store } from '../ports/store.ts';
import { historyFrom } from './kept-history.ts';
import { notReplayed } from './not-replayed.ts';
import { replayPast } from './replay-past.ts';

export type WhatIfDeps = {
  readonly store: Pick<Store, 'ask'>;
  readonly check: CheckConfig;
  readonly policy: { current(): Policy };
  readonly registry: DestinationRegistry;
  readonly regexes: Regexes;
};

export type WhatIfWish = { readonly text: string; readonly since: Instant; readonly to: Instant };

export type WhatIf =
  | { readonly ok: false; readonly faults: readonly Fault[]; readonly warnings: readonly Fault[] }
  | { readonly ok: true; readonly warnings: readonly Fault[]; readonly report: WhatIfReport };

/** Plain data: it is made in another thread than the one that shows it. */
export type WhatIfReport = Pick<Comparison, 'newly' | 'noLonger'> & {
  readonly from: Instant;
  readonly to: Instant;
  /** When the first event came, where that is later than what was asked for. */
  readonly begins: Instant | undefined;
  /** Older history has been removed, where what was asked for goes further back. */
  readonly keptSince: Instant | undefined;
  readonly events: number;
  /** What these configurations use and a replay leaves out, for people. */
  readonly notReplayed: readonly string[];
  /** The revision in force. */
  readonly revision: number;
  /** It is the text in force. */
  readonly isSame: boolean;
  readonly inForce: Tally;
  readonly changed: Tally;
  /** Of each receiver that stands for a person, how people know them. */
  readonly names: ReadonlyMap<string, string>;
};

export type Progress = (done: number, of: number) => void;

/**
 * What had failed before is not known otherwise: so much earlier the replay begins, without counting. Longer streaks
 * are counted from there.
 */
const RUN_UP = 3 * DAY;
const PAGE = 500;
const MOST_HANDS = 10_000;
const MOST_SILENCES = 10_000;
const MOST_GAPS = 10_000;

export async function whatIf(deps: WhatIfDeps, wish: WhatIfWish, progress: Progress): Promise<WhatIf> {
  const { store, policy } = deps;
  const { to } = wish;
  const current = policy.current();
  const checked = await deps.check(wish.text, current.revision + 1);
  if (!checked.ok) return { ok: false, faults: checked.faults, warnings: checked.warnings };
  const newest = await store.ask('revision', {});
  const rotations = newest?.rotations ?? {};
  const changed = carryRotations(checked.policy, rotationStates(checked.policy, rotations, to));
  const span = { from: after(wish.since, -RUN_UP), to };
  const ids = { after: idFrom(span.from), until: idFrom(after(to, 1)) };
  const [one, other] = [new Ledger(current, wish.since), new Ledger(changed, wish.since)];
  const replays = await Promise.all([
    replayUnder(deps, current, one, span),
    replayUnder(deps, changed, other, span),
  ]);
  const names = namesIn([current, changed]);
  const comparison = compareReplays(one, other, wish.since, names);
  const withContent = current.usesFetchedLabels || changed.usesFetchedLabels;
  const of = await store.ask('pastEventCount', ids);
  const read = readPages(store, { ...ids, withContent }, wish.since);
  let done = 0;
  progress(0, of);
  const hands = await handsBetween(store, ids);
  const gaps = await store.ask('pastGaps', { ...ids, limit: MOST_GAPS });
  await replayPast(replays, { pages: read.pages, hands, gaps, to }, (events) => {
    comparison.settle();
    progress((done += events), of);
  });
  const kept = parseInstant((await historyFrom(deps)) ?? '');
  const keptSince = kept !== undefined && kept > wish.since ? kept : undefined;
  one.close();
  other.close();
  comparison.settle();
  const report = {
    ...{ from: wish.since, to, begins: read.begins(), keptSince, events: read.counted() },
    ...{ notReplayed: notReplayed([current, changed], [one, other]), revision: current.revision, names },
    isSame: newest?.number === current.revision && newest.text.trim() === wish.text.trim(),
    ...{ inForce: one.tally(), changed: other.tally() },
    ...{ newly: comparison.newly, noLonger: comparison.noLonger },
  };
  return { ok: true, warnings: checked.warnings, report };
}

/** Of a person in several, the last one's name. */
function namesIn(policies: readonly Policy[]): WhatIfReport['names'] {
  return new Map(
    policies.flatMap(({ people }) => [...people.values()].map((p) => [waysReceiver(p.slug), p.name])),
  );
}

async function replayUnder(
  { store, registry, regexes }: WhatIfDeps,
  policy: Policy,
  listener: Ledger,
  span: { readonly from: Instant; readonly to: Instant },
): Promise<Replay> {
  const stored = await store.ask('silences', { endingAfter: span.from, limit: MOST_SILENCES });
  const silences = stored.flatMap((s) => {
    const tests = testsOf(s.matchers, regexes);
    return tests === undefined ? [] : [{ ...s, tests }];
  });
  const duty = await pastDuty({ store }, policy, span);
  const tools = { ...flushTools({ registry }), compose: () => UNWORDED };
  return new Replay({ policy, tools, duty, silences, listener });
}

/** Who is told when and why is compared, never the words: putting thousands of messages into words is spared. */
const UNWORDED: Briefing = {
  ...{ v: 1, kind: 'firing', number: 0, title: untrusted(''), summary: '', severity: 'info', items: [] },
  ...{ more: 0, facts: [], people: [], actions: [], locale: 'en-GB', zone: 'UTC' },
};

type Ids = { readonly after: string; readonly until: string };

/** The next page is read while one is worked on. */
function readPages(
  store: Pick<Store, 'ask'>,
  asked: Ids & { readonly withContent: boolean },
  countFrom: Instant,
) {
  let first: Instant | undefined;
  let counted = 0;
  async function* pages(): AsyncGenerator<readonly PastEvent[]> {
    const ask = (from: string) => store.ask('pastEvents', { ...asked, after: from, limit: PAGE });
    for (let next = ask(asked.after); ; ) {
      // What fails meanwhile is said when it is waited for.
      next.catch(() => undefined);
      const page = await next;
      const last = page.at(-1);
      if (last === undefined) return;
      next = ask(last.event.id);
      first ??= page[0]?.event.receivedAt;
      counted += page.filter(({ event }) => event.receivedAt >= countFrom).length;
      yield page;
    }
  }
  const begins = () => (first !== undefined && first > countFrom ? first : undefined);
  return { pages: pages(), begins, counted: () => counted };
}

async function handsBetween(store: Pick<Store, 'ask'>, ids: Ids): Promise<readonly PastHand[]> {
  const entries = await store.ask('pastHands', { ...ids, limit: MOST_HANDS });
  return entries.flatMap((entry) => handOfAudit(entry) ?? []);
}

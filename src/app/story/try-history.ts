/** What a configuration would have told of a site's job history: every message, and who would have been woken. */
import type { Briefing } from '../../domain/briefing/briefing.ts';
import { CAUSE_SENTENCE } from '../../domain/sites/cause-table.ts';
import type { Instant } from '../../domain/time/instant.ts';
import { personOfReceiver, type Policy } from '../../domain/policy.ts';
import { Replay } from '../../domain/replay/replay.ts';
import { Ledger } from '../../domain/replay/replay-ledger.ts';
import type { ReplayListener } from '../../domain/replay/replay-terms.ts';
import { dutyUnder } from '../on-call/past-duty.ts';
import { flushTools } from '../pipeline/decide.ts';
import type { DestinationRegistry } from '../ports/destination.ts';
import type { JobPast } from '../sites/read-job-past.ts';
import { notReplayed } from './not-replayed.ts';
import { replayPast } from './replay-past.ts';

export type TriedMessage = {
  readonly at: Instant;
  /** A receiver, or a person. */
  readonly to: string;
  readonly page: boolean;
  readonly kind: Briefing['kind'];
  readonly title: string;
  readonly summary: string;
};

export type TryReport = {
  readonly from: Instant;
  readonly to: Instant;
  readonly zone: string;
  /** When what Tableau still has begins, where that is later than was asked for. */
  readonly begins: Instant | undefined;
  readonly complete: boolean;
  readonly failures: number;
  readonly causes: readonly { readonly words: string; readonly failures: number }[];
  /** Failures whose cause Tableau does not tell, or was not asked for. */
  readonly unexplained: number;
  /** To channels, about failures and of recoveries. */
  readonly messages: number;
  readonly recoveries: number;
  readonly woken: number;
  /** Oldest first; of very many the first. */
  readonly told: readonly TriedMessage[];
  readonly more: number;
  /** What the configuration uses and the figures leave out, for people. */
  readonly notReplayed: readonly string[];
};

const MOST_MESSAGES = 2000;
const DAY_OF_SLACK = 24 * 3_600_000;

type Deps = { readonly registry: DestinationRegistry };

export async function tryHistory(
  deps: Deps,
  { past, causes, complete, oldest }: JobPast,
  policy: Policy,
  span: { readonly from: Instant; readonly to: Instant; readonly zone: string },
): Promise<TryReport> {
  const { from, to, zone } = span;
  const ledger = new Ledger(policy, from);
  const told: TriedMessage[] = [];
  const counts = { messages: 0, recoveries: 0, more: 0 };
  const sent: ReplayListener['sent'] = (notification, page, group) => {
    ledger.sent(notification, page, group);
    const { at, receiver, kind, briefing } = notification;
    const person = personOfReceiver(receiver);
    const name = person === undefined ? receiver : (policy.people.get(person)?.name ?? person);
    const message = { at, to: name, page, kind, summary: briefing.summary };
    if (person === undefined) counts[kind === 'recovered' ? 'recoveries' : 'messages'] += 1;
    if (told.length >= MOST_MESSAGES) counts.more += 1;
    else told.push({ ...message, title: briefing.title.untrusted });
  };
  const replay = new Replay({
    policy,
    tools: flushTools(deps),
    duty: dutyUnder(policy, [], [], span),
    silences: [],
    listener: { ...ledger, sent },
  });
  async function* pages() {
    yield past;
  }
  await replayPast([replay], { pages: pages(), hands: [], gaps: [], to }, () => undefined);
  const failures = past.filter(({ event }) => /(Failed|Cancelled)$/.test(event.type)).length;
  return {
    ...{ from, to, zone, complete, failures, told, ...counts },
    begins: oldest !== undefined && oldest - from > DAY_OF_SLACK ? oldest : undefined,
    causes: tallyOf(causes),
    unexplained: failures - causes.size,
    woken: ledger.woken,
    notReplayed: notReplayed([policy], [ledger]),
  };
}

/** Most failures first. */
function tallyOf(causes: JobPast['causes']): TryReport['causes'] {
  const alike = Map.groupBy(causes.values(), ({ fingerprint }) => fingerprint);
  return [...alike.values()]
    .flatMap(([first, ...others]) =>
      first === undefined
        ? []
        : [{ words: `${CAUSE_SENTENCE[first.class]}: ${first.excerpt}`, failures: 1 + others.length }],
    )
    .sort((a, b) => b.failures - a.failures);
}

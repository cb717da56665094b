/** Hears who has acknowledged at the destination itself (in PagerDuty's own app), so that nobody else is woken for it. */
import type { Actor } from '../../domain/people-records.ts';
import { ACK_FOR } from '../../domain/paging/escalation.ts';
import { after, type Instant, type Millis, SECOND } from '../../domain/time/instant.ts';
import type { Observation } from '../../domain/health/observation.ts';
import { destinationIn } from '../../domain/paging/page-out.ts';
import type { DestinationRef, Person, Policy } from '../../domain/policy.ts';
import { endReports, type ReportDeps, reportCondition } from '../pipeline/report-condition.ts';
import type { Answer, DestinationType } from '../ports/destination.ts';
import type { LoopResult } from '../ports/loop.ts';
import type { Connector, Outbound } from '../ports/outbound.ts';
import { type HandDeps, takeInHand } from './take-in-hand.ts';

type Deps = HandDeps &
  ReportDeps & {
    readonly outbound: Outbound & Connector;
    /** Cuts off what is asked when the service stops. */
    readonly stopping: AbortSignal;
  };

/** Steps of an escalation are minutes apart; the providers allow far more. */
export const ASK_EVERY: Millis = 20 * SECOND;
const MOST_GROUPS = 500;
const CONDITION = 'tabduty/answers-unheard';

type Asked = { readonly ref: DestinationRef; readonly type: DestinationType };

export function hearAnswers(deps: Deps): (at: Instant) => Promise<LoopResult> {
  let askedAt: Instant | undefined;
  let known: Policy | undefined;
  let asked: readonly Asked[] = [];
  return async (at) => {
    if (known !== deps.policy.current()) {
      known = deps.policy.current();
      asked = askable(deps);
      await endReports(deps, CONDITION, (id) => isHeard(deps, id), at);
    }
    if (asked.length === 0) return { did: 0 };
    if (askedAt !== undefined && at >= askedAt && at < after(askedAt, ASK_EVERY))
      return { did: 0, nextDue: after(askedAt, ASK_EVERY) };
    const destinationIds = asked.map(({ ref }) => ref.id);
    const open = await deps.store.ask('unansweredGroups', { destinationIds, limit: MOST_GROUPS });
    // What is told next wakes this again.
    if (open.length === 0) return { did: 0 };
    askedAt = at;
    for (const one of asked) {
      const keys = open.filter((o) => o.destinationId === one.ref.id).map((o) => o.groupId);
      if (keys.length > 0) await askOne(deps, one, new Set(keys), at);
    }
    return { did: 0, nextDue: after(at, ASK_EVERY) };
  };
}

function askable({ policy, registry }: Deps): readonly Asked[] {
  return [...policy.current().receivers.values()]
    .flatMap((receiver) => receiver.destinations)
    .flatMap((ref) => {
      const type = registry.get(ref.type);
      return ref.shadow !== true && type?.answers?.can(ref.account, ref.address) ? [{ ref, type }] : [];
    });
}

async function askOne(deps: Deps, { ref, type }: Asked, threadKeys: ReadonlySet<string>, at: Instant) {
  const context = { at, io: deps.outbound, signal: deps.stopping };
  const heard = await type.answers?.ask(ref.account, ref.address, threadKeys, context);
  // What was cut off says nothing of the provider.
  if (heard === undefined || deps.stopping.aborted) return;
  if (heard.kind === 'failed') {
    const { detail, remedy } = heard;
    return reportCondition(deps, { ...observedAnswers(ref.id), state: 'wrong', detail, remedy }, at);
  }
  await reportCondition(deps, { ...observedAnswers(ref.id), state: 'right' }, at);
  for (const answer of heard.answers)
    if (threadKeys.has(answer.threadKey)) await takeAnswer(deps, answer, type.label, ref.id);
}

/** `where`: what the provider is called. False: it had been taken before, or is over. */
export function takeAnswer(deps: HandDeps, answer: Answer, where: string, destinationId: string) {
  const by = actorOf(deps.policy.current(), answer, `${where}, ${destinationId}`);
  const until = after(deps.clock.now(), ACK_FOR);
  const hand = {
    kind: 'acknowledge',
    as: 'ack',
    groupId: answer.threadKey,
    by,
    until,
    to: undefined,
  } as const;
  return takeInHand(deps, [answer.threadKey], hand, `acknowledged there`);
}

/** The provider has signed them in, so that this is not only claimed. */
function actorOf({ people }: Policy, answer: Answer, via: string): Actor {
  const person = [...people.values()].find((one) => isSame(one, answer));
  return { name: person?.name ?? answer.name, person: person?.slug, claimed: false, via };
}

function isSame(person: Person, { email, slackId }: Answer): boolean {
  if (slackId !== undefined) return person.slackId === slackId;
  return email !== undefined && person.email?.toLowerCase() === email.toLowerCase();
}

/** Also where the provider says it by itself: who keeps that line reports for it. */
function isHeard({ policy, registry }: Deps, destinationId: string): boolean {
  const ref = destinationIn(policy.current(), destinationId);
  const type = ref && registry.get(ref.type);
  if (ref === undefined || type === undefined || ref.shadow === true) return false;
  const { answers, answerLine } = type;
  return answers?.can(ref.account, ref.address) === true || answerLine?.keyOf(ref.account) !== undefined;
}

export function observedAnswers(destinationId: string) {
  return {
    condition: CONDITION,
    object: destinationId,
    name: destinationId,
  } as const satisfies Partial<Observation>;
}

/** Whom the message in a channel mentions: those who are paged for the same group, from our own records of people. */
import type { Escalation } from '../people-records.ts';
import type { Briefing } from './briefing.ts';
import { findTargets } from '../paging/duty.ts';
import { callDue, callsOf } from '../paging/escalation.ts';
import type { FullNews } from '../telling/news.ts';
import type { Receiver } from '../policy.ts';
import { worstOf } from '../routing/severity.ts';
import type { Circumstances } from '../step.ts';

/** A message that pages somebody mentions nobody besides, and what is over or acknowledged is no reason to call. */
export function mentionsIn(
  news: FullNews,
  receiver: Receiver | undefined,
  escalation: Escalation | undefined,
  now: Circumstances,
): Briefing['people'] {
  if (news.kind !== 'firing' || news.page !== undefined || receiver?.mentions === 'none') return [];
  const call = escalation?.state === 'running' ? callNow(escalation, now) : undefined;
  if (call === undefined || now.duty === undefined) return [];
  const { ways } = findTargets(call.tell, worstOf(news.firing), now.policy, now.duty, now.at);
  return [...new Set(ways.map((way) => way.person))].flatMap((slug) => {
    const person = now.policy.people.get(slug ?? '');
    const { teamsUpn: upn, slackId } = person ?? {};
    if (person === undefined || (upn === undefined && slackId === undefined)) return [];
    const known = { ...(upn === undefined ? {} : { upn }), ...(slackId === undefined ? {} : { slackId }) };
    return [{ name: person.name, ...known }];
  });
}

/** The call that goes out in this very flush, else the last one that did. */
function callNow(escalation: Escalation, { at }: Circumstances) {
  const due = callDue(escalation);
  return callsOf(escalation.policy)[due !== undefined && due <= at ? escalation.next : escalation.next - 1];
}

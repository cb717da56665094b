/** Who has it, in one sentence. */
import type { Acknowledgement } from '../domain/people-records.ts';
import { firingOf, type OpenedLink } from '../app/hand/open-link.ts';
import { localText } from '../domain/time/civil.ts';
import { callsOf, nextLookAt } from '../domain/paging/escalation.ts';
import type { Instant } from '../domain/time/instant.ts';
import type { Policy } from '../domain/policy.ts';

export function standingOf(link: OpenedLink, policy: Policy, at: Instant): string {
  const zone = link.notification.briefing.zone;
  const { escalation, members } = link;
  if (link.group.settings.drill !== undefined) return drillText(link);
  if (firingOf(link).length === 0) return 'It is over: nothing of this fails any more.';
  const isQuiet = members.every((m) => m.state !== 'firing' || m.quiet !== undefined);
  const quiet = members.find((m) => m.state === 'firing' && m.quiet !== undefined)?.quiet;
  if (isQuiet && quiet !== undefined) return `Nobody is disturbed by it: ${quiet.reason}.`;
  if (escalation?.ack !== undefined && escalation.state === 'acknowledged')
    return haveText(escalation.ack, policy, zone);
  const next = escalation && nextLookAt(escalation);
  const call = escalation && callsOf(escalation.policy)[escalation.next];
  if (call === undefined || next === undefined) return 'Nobody has it yet.';
  const when = next <= at ? 'now' : localText(next, zone);
  return `Nobody has it yet. Next: ${call.words}, ${when}.`;
}

function haveText({ kind, by, to, at, until }: Acknowledgement, policy: Policy, zone: string): string {
  const who = `${by.name}${by.claimed ? ' (as said on this page)' : ''}`;
  const [since, end] = [localText(at, zone), localText(until, zone)];
  switch (kind) {
    case 'ack':
      return `${who} has it since ${since}, until it fails again or ${end}.`;
    case 'wake':
      return `${who} has it, and is woken ${end} if it still fails.`;
    case 'pass':
      return `${who} passed it to ${policy.people.get(to ?? '')?.name ?? to} ${since}. Without an answer it comes back ${end}.`;
  }
}

function drillText(link: OpenedLink): string {
  const by = link.escalation?.ack?.by.name;
  if (by !== undefined) return `This was a test, and ${by} has answered it. Nothing is wrong.`;
  return firingOf(link).length === 0
    ? 'This was a test, and it is over. Nothing is wrong.'
    : 'This is a test: nobody needs to do anything. Acknowledge shows that it reached you, and ends it.';
}

/** Decision rows about a group, written when the answer differs from the last one for the same destination, and about one alert in it. */
import { type Change, insert } from '../change.ts';
import type { Decision, Group } from '../records.ts';
import type { Circumstances, Draft } from '../step.ts';
import { lastDecisionKey } from '../world.ts';

export function say(
  draft: Draft,
  group: Pick<Group, 'id' | 'settings'>,
  destinationId: string | undefined,
  answer: Decision['answer'],
  reason: string,
  now: Circumstances,
): void {
  const subject = { subjectId: group.id, destinationId, step: 'flush' } as const;
  const last = draft.world.index.lastDecision.get(lastDecisionKey(subject));
  if (answer !== 'told' && last?.answer === answer && last.reason === reason) return;
  draft.add(decided(group, { subject: 'group', ...subject, answer, reason }, now));
}

/** Of one alert in it: always, for what is said of the group counts it only. */
export function sayOf(
  draft: Draft,
  group: Pick<Group, 'settings'>,
  incarnationId: string,
  said: Pick<Decision, 'destinationId' | 'answer' | 'reason'>,
  now: Circumstances,
): void {
  const subject = { subject: 'incarnation', subjectId: incarnationId, step: 'flush' } as const;
  draft.add(decided(group, { ...subject, ...said }, now));
}

type Said = Omit<Decision, 'id' | 'at' | 'revision' | 'path'>;

function decided({ settings }: Pick<Group, 'settings'>, said: Said, now: Circumstances): Change {
  const { revision, path } = settings;
  return insert('decisions', { id: now.nextId(), at: now.at, ...said, revision, path });
}

/** Decision rows about a group: written when the answer differs from the last one for the same destination. */
import { insert } from '../change.ts';
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
  const { revision, path } = group.settings;
  draft.add(
    insert('decisions', {
      id: now.nextId(),
      at: now.at,
      subject: 'group',
      ...subject,
      answer,
      reason,
      revision,
      path,
    }),
  );
}

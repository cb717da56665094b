/** Sends a marked test message to every destination of a receiver, through the same queue as any other. */
import { type Change, insert } from '../../domain/change.ts';
import { type Policy, personOfReceiver } from '../../domain/policy.ts';
import { newDelivery } from '../../domain/delivery/new-delivery.ts';
import { type EngineDeps, flushTools } from './decide.ts';
import { AppError, notFound } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { Store } from '../ports/store.ts';
import { testBriefing } from './test-briefing.ts';

type Deps = EngineDeps & { readonly store: Store; readonly clock: Clock };

export async function testReceiver(
  deps: Deps,
  name: string,
  actor: string,
): Promise<readonly { readonly id: string; readonly destination: string }[]> {
  const policy = deps.policy.current();
  const receiver = policy.receivers.get(name);
  if (receiver === undefined) throw noReceiver(policy, name);
  const now = { at: deps.clock.now(), nextId: deps.ids.next };
  const { locale, timeZone: zone } = receiver;
  const briefing = testBriefing({ receiver: name, actor, locale, zone });
  const changes: Change[] = [];
  const made = receiver.destinations.map((ref) => {
    const notificationId = now.nextId();
    const delivery = newDelivery(now, notificationId, undefined, ref, flushTools(deps));
    changes.push(
      insert('notifications', {
        id: notificationId,
        groupId: undefined,
        receiver: name,
        destinationId: ref.id,
        kind: 'test',
        reason: `asked for by ${actor}`,
        at: now.at,
        revision: policy.revision,
        path: ref.place.path,
        members: [],
        briefing,
      }),
      insert('deliveries', delivery),
    );
    return { id: delivery.id, destination: ref.id };
  });
  await deps.store.commit([
    ...changes,
    insert('audit', {
      id: now.nextId(),
      at: now.at,
      actor,
      action: 'test receiver',
      subject: name,
      detail: undefined,
    }),
  ]);
  return made;
}

/** `@ana` is a person, and only who has a way to be told is a receiver. */
function noReceiver({ receivers, people }: Policy, name: string): AppError {
  const person = people.get(personOfReceiver(name) ?? '');
  if (person === undefined) return notFound('receiver', name, receivers.keys());
  return new AppError('conflict', `${person.name} has no way to be told`, {
    remedy: `give people.${person.slug} some ways in the configuration, such as { ntfy: { topic: … } }`,
  });
}

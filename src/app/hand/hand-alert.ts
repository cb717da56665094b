/** By command or API: somebody acknowledges, escalates or resolves an alert, in every group that tells of it. */
import type { Actor } from '../../domain/people-records.ts';
import { ACK_FOR, callsOf } from '../../domain/paging/escalation.ts';
import { ownerOf } from '../../domain/paging/owners.ts';
import { after } from '../../domain/time/instant.ts';
import type { Incarnation } from '../../domain/records.ts';
import { AppError, named, notFound } from '../errors.ts';
import { askedOf } from './asked-of.ts';
import { wholeSlice } from '../pipeline/whole-slice.ts';
import { type HandDeps, takeInHand } from './take-in-hand.ts';

export type HandedAlert = { readonly alert: Incarnation; readonly done: boolean };

export async function acknowledgeAlert(
  deps: HandDeps,
  id: string,
  actor: string,
  as: string | undefined,
): Promise<HandedAlert> {
  const { alert, groups } = await openAlert(deps, id);
  const by = actorFor(deps, actor, as);
  const until = after(deps.clock.now(), ACK_FOR);
  let done = false;
  for (const groupId of groups) {
    const hand = { kind: 'acknowledge', as: 'ack', groupId, by, until, to: undefined } as const;
    done = (await takeInHand(deps, [groupId], hand, `alert #${alert.number}`)) || done;
  }
  return { alert, done };
}

/** To whom Tableau says it belongs; without an answer it comes back. */
export async function passAlert(
  deps: HandDeps,
  id: string,
  actor: string,
  as: string | undefined,
): Promise<HandedAlert & { readonly to: string }> {
  const { alert, groups } = await openAlert(deps, id);
  const by = actorFor(deps, actor, as);
  const to = askedOf(ownerOf([alert], deps.policy.current()));
  let done = false;
  for (const groupId of groups) {
    const hand = { kind: 'acknowledge', as: 'pass', groupId, by, until: undefined, to } as const;
    done = (await takeInHand(deps, [groupId], hand, `alert #${alert.number}`)) || done;
  }
  return { alert, done, to };
}

export async function escalateAlert(deps: HandDeps, id: string, actor: string): Promise<HandedAlert> {
  const { alert, groups } = await openAlert(deps, id);
  const { escalations } = await wholeSlice(deps.store, groups);
  const paging = escalations.filter((e) => callsOf(e.policy).length > 0);
  if (paging.length === 0)
    throw new AppError('conflict', `nothing that tells of #${alert.number} pages anybody`, {
      remedy: 'give its route page:, or look whether it is kept quiet: tabduty alerts show',
    });
  const by = actorFor(deps, actor, undefined);
  let done = false;
  for (const { id: groupId, next } of paging) {
    const hand = { kind: 'escalate', groupId, by, from: next } as const;
    done = (await takeInHand(deps, [groupId], hand, `alert #${alert.number}`)) || done;
  }
  return { alert, done };
}

export async function resolveAlert(deps: HandDeps, id: string, actor: string): Promise<HandedAlert> {
  const { alert, groups } = await openAlert(deps, id);
  const by = actorFor(deps, actor, undefined);
  const hand = { kind: 'resolve', incarnationId: alert.id, by } as const;
  return { alert, done: await takeInHand(deps, groups, hand, `alert #${alert.number}`) };
}

async function openAlert({ store }: HandDeps, id: string) {
  const asked = /^#?\d{1,12}$/.test(id) ? { number: Number(id.replace('#', '')) } : { id };
  const alert = await store.ask('incarnation', asked);
  if (alert === undefined) throw notFound('alert', id);
  if (alert.kind === 'notice')
    throw new AppError('conflict', `#${alert.number} is a notice: it has no end that could be waited for`);
  if (alert.state === 'ended')
    throw new AppError('conflict', `#${alert.number} is over already`, {
      remedy: `how it ended: tabduty alerts show ${alert.number}`,
    });
  const groups = (await store.ask('membersOfIncarnation', { id: alert.id })).map((m) => m.groupId);
  return { alert, groups };
}

/** `as` is a person of the configuration; else it is who asks. */
function actorFor({ policy }: HandDeps, actor: string, as: string | undefined): Actor {
  if (as === undefined) return { name: actor, person: undefined, claimed: false, via: 'API' };
  const person = named('person', as, policy.current().people);
  return { name: person.name, person: as, claimed: false, via: `API (${actor})` };
}

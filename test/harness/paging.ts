/** Short words for scenarios of escalation: who fails, who takes it, whom it wakes and when. */
import type { Actor } from '../../src/domain/people-records.ts';
import { takeInHand } from '../../src/app/hand/take-in-hand.ts';
import { update } from '../../src/domain/change.ts';
import { ACK_FOR } from '../../src/domain/paging/escalation.ts';
import { after, SECOND } from '../../src/domain/time/instant.ts';
import type { EscalationPolicy, Policy } from '../../src/domain/policy.ts';
import { aPagingPolicy } from '../fixtures/escalation.ts';
import { type Pipeline, startPipeline, tableauBody } from './pipeline.ts';

export const ANA: Actor = { name: 'Ana', person: 'ana', claimed: false, via: 'test' };

export async function paged(
  over: Partial<Policy> = {},
  escalation: Partial<EscalationPolicy> = {},
): Promise<Pipeline> {
  const p = await startPipeline(aPagingPolicy(over, escalation));
  await fail(p);
  return p;
}

export async function fail(p: Pipeline, name = 'Sales Daily'): Promise<void> {
  await p.post(tableauBody({ resource_name: name, resource_luid: name, created_at: iso(p) }));
  await p.settle();
}

export async function succeed(p: Pipeline, name = 'Sales Daily'): Promise<void> {
  const body = { resource_name: name, resource_luid: name, event_type: 'DatasourceRefreshSucceeded' };
  await p.post(tableauBody({ ...body, created_at: iso(p) }));
  await p.settle();
}

export function iso(p: Pipeline): string {
  return new Date(p.clock.now()).toISOString();
}

/** Lets so much time pass in steps of a few seconds, as loops do. */
export async function pass(p: Pipeline, length: number, by: number = 30 * SECOND): Promise<void> {
  for (let done = 0; done < length; done += by) {
    p.clock.advance(Math.min(by, length - done));
    await p.settle();
  }
}

/** "@ana/test +0" in order: whom, and how many minutes after noon. */
export function sentOf(
  p: Pipeline,
  of: (destinationId: string) => boolean = (d) => d !== 'ops/test',
): string[] {
  const start = p.sent[0]?.at ?? 0;
  return p.sent
    .filter((s) => of(s.destinationId))
    .map((s) => `${s.destinationId} +${Math.round((s.at - start) / SECOND) / 60} ${s.briefing.kind}`);
}

export async function groupId(p: Pipeline): Promise<string> {
  const [delivery] = await p.store.ask('listDeliveries', { limit: 1 });
  return delivery?.groupId ?? '';
}

export async function acknowledge(p: Pipeline, by: Actor = ANA, more: object = {}): Promise<boolean> {
  const id = await groupId(p);
  const until = after(p.clock.now(), ACK_FOR);
  const hand = { kind: 'acknowledge', as: 'ack', groupId: id, by, until, to: undefined, ...more } as const;
  const did = await takeInHand(p.deps(), [id], hand, 'test');
  await p.settle();
  return did;
}

export async function decisions(p: Pipeline): Promise<readonly string[]> {
  const found = await p.store.ask('decisionsAbout', { subjectIds: [await groupId(p)], limit: 500 });
  return found.filter((d) => d.step === 'escalate').map((d) => d.reason);
}

/** As Tableau would have said it before it was told. */
export async function relabel(p: Pipeline, name: string, labels: object): Promise<void> {
  const alert = (await p.store.ask('openAlerts', { limit: 5 })).find((a) => a.name === name);
  const set = { labels: { ...alert?.labels, ...labels } };
  await p.store.commit([update('incarnations', alert?.id ?? '', set)]);
}

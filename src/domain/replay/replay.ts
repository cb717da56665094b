/**
 * A replay: the engine over maps, with a clock that jumps from one due time to the next. What happened is given as it is
 * stored, in its order; each message arrives at once, and nobody outside is asked.
 */
import { type Change, update } from '../change.ts';
import { dueQueue } from './due-queue.ts';
import { type Input, step } from '../engine.ts';
import { ACK_FOR } from '../paging/escalation.ts';
import { forgetDelivery, forgetEvents, forgetGroup, forgetIfOver } from './forget.ts';
import { after, type Instant, instant } from '../time/instant.ts';
import { factsFor, type PastEvent, type PastHand, type PastInput } from './past.ts';
import type { Decision, Incarnation } from '../records.ts';
import type { ReplayTerms } from './replay-terms.ts';
import type { ReadySilence } from '../quiet/silence.ts';
import type { Circumstances } from '../step.ts';
import { applyChanges, emptyWorld, membershipsOf } from '../world.ts';

type Due =
  | { readonly kind: 'route' | 'resolve'; readonly id: string }
  | { readonly kind: 'group'; readonly id: string; readonly at: Instant };

/** At one time: what waits for facts, then groups, then what people did. */
const RANK: Readonly<Record<Due['kind'], number>> = { route: 0, group: 1, resolve: 2 };

export class Replay {
  readonly #terms: ReplayTerms;
  readonly #world = emptyWorld();
  readonly #due = dueQueue<Due>();
  /** Of each open group the time that stands in the queue, and to whom its decisions spoke. */
  readonly #planned = new Map<string, Instant>();
  readonly #spokenTo = new Map<string, Set<string | undefined>>();
  /** Alerts that go on, by the number that they had. */
  readonly #byNumber = new Map<number, string>();
  readonly #numberOf = new Map<string, number>();
  readonly #silences: readonly ReadySilence[];
  #now: Circumstances;
  #ids = 1_000_000_000;

  constructor(terms: ReplayTerms) {
    this.#terms = terms;
    this.#silences = terms.silences.toSorted((a, b) => a.createdAt - b.createdAt);
    this.#now = {
      at: instant(0),
      policy: terms.policy,
      silences: [],
      duty: terms.duty,
      nextId: () => String(++this.#ids),
      chance: () => 0,
      applyTemplate: () => undefined,
    };
  }

  /** In the order in which they were taken in. */
  take({ at, input, past }: PastInput): void {
    this.runTo(at);
    this.#run(input, past);
  }

  /** In every group that tells of that alert. */
  hand({ at, act, number, name }: PastHand): void {
    this.runTo(at);
    const { policy } = this.#terms;
    const person = [...policy.people.values()].find((p) => p.name === name)?.slug;
    const by = { name, person, claimed: false, via: 'history' };
    for (const { groupId } of membershipsOf(this.#world, this.#byNumber.get(number) ?? '')) {
      const until = after(this.#now.at, ACK_FOR);
      const hand =
        act === 'escalate'
          ? ({ kind: 'escalate', groupId, by, from: undefined } as const)
          : ({ kind: 'acknowledge', as: 'ack', groupId, by, until, to: undefined } as const);
      this.#run({ kind: 'hand', hand }, []);
    }
  }

  /** Does what is due until then, that time included; the clock never goes back. */
  runTo(to: Instant): void {
    for (let at = this.#due.nextAt(); at !== undefined && at <= to; at = this.#due.nextAt()) {
      this.#setClock(at);
      const due = this.#due.take();
      if (due !== undefined) this.#doDue(due);
    }
    this.#setClock(to);
  }

  #setClock(to: Instant): void {
    if (to <= this.#now.at) return;
    const isKnown = (s: ReadySilence) => s.createdAt <= to && s.until > to;
    const silences = this.#silences.length === 0 ? this.#now.silences : this.#silences.filter(isKnown);
    this.#now = { ...this.#now, at: to, silences };
  }

  #doDue(due: Due): void {
    switch (due.kind) {
      case 'route':
        if (this.#world.incarnations.get(due.id)?.stage === 'label')
          this.#run({ kind: 'route', incarnationId: due.id }, []);
        return;
      case 'group':
        // Another time may have taken the place of this one.
        if (this.#planned.get(due.id) !== due.at) return;
        this.#planned.delete(due.id);
        if (this.#world.groups.get(due.id)?.dueAt === due.at)
          this.#run({ kind: 'flush', groupId: due.id }, []);
        return;
      case 'resolve': {
        const by = { name: 'history', person: undefined, claimed: false, via: 'history' };
        this.#run({ kind: 'hand', hand: { kind: 'resolve', incarnationId: due.id, by } }, []);
      }
    }
  }

  #run(input: Input, past: readonly PastEvent[]): void {
    const changes = step(this.#world, input, this.#terms.tools, this.#now);
    const groups = new Set<string>();
    const touched = new Set<string>();
    const beginnings = past.length === 0 ? [] : this.#beginnings(changes, past);
    for (const [fresh, own] of beginnings) this.#begin(fresh, own);
    for (const change of changes) this.#hear(change, groups, touched);
    for (const [fresh, own] of beginnings) if (fresh.stage === 'label') this.#learn(fresh, own);
    for (const change of changes)
      if (change.op === 'insert' && change.table === 'deliveries') this.#arrive(change.row.id);
    for (const id of groups) this.#plan(id);
    for (const id of touched) this.#forgetIfOver(id);
    forgetEvents(this.#world);
  }

  #hear(change: Change, groups: Set<string>, touched: Set<string>): void {
    if (change.op === 'shift' || change.op === 'delete') return;
    const { listener } = this.#terms;
    const id = change.op === 'update' ? change.id : change.row.id;
    if (change.table === 'groups') groups.add(id);
    else if (change.table === 'incarnations') touched.add(id);
    else if (change.table === 'decisions' && change.op === 'insert') this.#hearDecision(change.row);
    else if (change.table === 'members') {
      const member = this.#world.members.get(id);
      const group = this.#world.groups.get(member?.groupId ?? '');
      if (member === undefined || group === undefined) return;
      if (change.op === 'insert') listener.joined(member, group);
      if (member.quiet !== undefined) listener.quieted(member.incarnationId, member.quiet.reason);
    }
  }

  #hearDecision(decision: Decision): void {
    this.#terms.listener.decided(decision);
    this.#world.decisions.delete(decision.id);
    if (decision.subject === 'group') this.#speak(decision.subjectId, decision.destinationId);
  }

  #speak(groupId: string, destinationId: string | undefined): void {
    const spoken = this.#spokenTo.get(groupId);
    if (spoken === undefined) this.#spokenTo.set(groupId, new Set([destinationId]));
    else spoken.add(destinationId);
  }

  #begin(fresh: Incarnation, own: PastEvent): void {
    this.#terms.listener.began(fresh, own);
    const { incarnation } = own;
    if (fresh.kind !== 'alert' || incarnation?.kind !== 'alert') return;
    this.#byNumber.set(incarnation.number, fresh.id);
    this.#numberOf.set(fresh.id, incarnation.number);
    if (incarnation.ending === 'resolved' && incarnation.endedAt !== undefined)
      this.#put(incarnation.endedAt, { kind: 'resolve', id: fresh.id });
  }

  /** Each with the event that opened it. */
  #beginnings(
    changes: readonly Change[],
    past: readonly PastEvent[],
  ): readonly (readonly [Incarnation, PastEvent])[] {
    const { events, incarnations } = this.#world;
    const [only] = past;
    const byIdentity = past.length > 1 ? new Map(past.map((p) => [p.event.identity, p])) : undefined;
    const found: (readonly [Incarnation, PastEvent])[] = [];
    for (const change of changes) {
      if (change.op !== 'insert' || change.table !== 'incarnations') continue;
      const { id, firstEventId } = change.row;
      const own = byIdentity === undefined ? only : byIdentity.get(events.get(firstEventId)?.identity ?? '');
      const fresh = incarnations.get(id);
      if (own !== undefined && fresh !== undefined) found.push([fresh, own]);
    }
    return found;
  }

  /** Where Tableau had said something it is there at once; else it waits as it would. */
  #learn(fresh: Incarnation, past: PastEvent): void {
    const facts = factsFor(fresh, past);
    const isKnown = Object.keys(facts).length > 0;
    if (isKnown)
      applyChanges(this.#world, [
        update('incarnations', fresh.id, { labels: { ...fresh.labels, ...facts } }),
      ]);
    if (isKnown) this.#run({ kind: 'route', incarnationId: fresh.id }, []);
    else this.#put(fresh.dueAt ?? this.#now.at, { kind: 'route', id: fresh.id });
  }

  /** Accepted in the moment in which it was decided. */
  #arrive(deliveryId: string): void {
    const { deliveries, notifications, groups } = this.#world;
    const delivery = deliveries.get(deliveryId);
    const notification = delivery && notifications.get(delivery.notificationId);
    if (delivery?.state === 'pending' && notification !== undefined) {
      const { groupId = '', destinationId } = delivery;
      this.#speak(groupId, destinationId);
      this.#terms.listener.sent(notification, delivery.page, groups.get(groupId));
      const claim = delivery.claim + 1;
      applyChanges(this.#world, [update('deliveries', deliveryId, { state: 'claimed', claim })]);
      const tried = { deliveryId, claim, startedAt: this.#now.at, outcome: { kind: 'accepted' } } as const;
      this.#run({ kind: 'attempted', tried }, []);
    }
    forgetDelivery(this.#world, deliveryId);
  }

  #plan(groupId: string): void {
    const group = this.#world.groups.get(groupId);
    if (group === undefined) return;
    if (group.state === 'ended') return this.#end(groupId);
    const { dueAt } = group;
    if (dueAt === undefined || this.#planned.get(groupId) === dueAt) return;
    this.#planned.set(groupId, dueAt);
    this.#put(dueAt, { kind: 'group', id: groupId, at: dueAt });
  }

  #put(at: Instant, due: Due): void {
    this.#due.put(at, due, RANK[due.kind]);
  }

  #end(groupId: string): void {
    const members = forgetGroup(this.#world, groupId, this.#spokenTo.get(groupId) ?? []);
    this.#planned.delete(groupId);
    this.#spokenTo.delete(groupId);
    for (const id of members) this.#forgetIfOver(id);
  }

  #forgetIfOver(id: string): void {
    if (!forgetIfOver(this.#world, id)) return;
    this.#byNumber.delete(this.#numberOf.get(id) ?? -1);
    this.#numberOf.delete(id);
    this.#terms.listener.over(id);
  }
}

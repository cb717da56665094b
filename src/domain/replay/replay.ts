/**
 * A replay: the engine over maps, with a clock that jumps from one due time to the next. What happened is given as it is
 * stored, in its order; each message arrives at once, and nobody outside is asked.
 */
import { type Change, update } from '../change.ts';
import { Agenda, type Due } from './agenda.ts';
import { type Input, step } from '../engine.ts';
import { ACK_FOR } from '../paging/escalation.ts';
import { forgetDecision, forgetDelivery, forgetEvents, forgetGroup, forgetIfOver } from './forget.ts';
import { after, earliest, type Instant, instant } from '../time/instant.ts';
import { factsFor, type PastEvent, type PastHand, type PastInput } from './past.ts';
import type { Decision, Delivery, Incarnation, Notification } from '../records.ts';
import { destinationIn } from '../paging/page-out.ts';
import { dueStorms, sumUp } from '../delivery/storm.ts';
import { ReplayDigests } from './replay-digests.ts';
import { ReplayStorms } from './replay-storms.ts';
import type { ReplayTerms } from './replay-terms.ts';
import type { ReadySilence } from '../quiet/silence.ts';
import type { Circumstances } from '../step.ts';
import { applyChanges, emptyWorld, membershipsOf } from '../world.ts';

export class Replay {
  readonly #terms: ReplayTerms;
  readonly #world = emptyWorld();
  readonly #agenda = new Agenda();
  readonly #storms: ReplayStorms;
  readonly #digests: ReplayDigests;
  #hasBegun = false;
  /** To whom the decisions of each open group spoke. */
  readonly #spokenTo = new Map<string, Set<string | undefined>>();
  /** Alerts that go on, by the number that they had. */
  readonly #byNumber = new Map<number, string>();
  readonly #numberOf = new Map<string, number>();
  readonly #silences: readonly ReadySilence[];
  #now: Circumstances;
  #ids = 1_000_000_000;

  constructor(terms: ReplayTerms) {
    this.#terms = terms;
    this.#storms = new ReplayStorms(terms.policy);
    this.#digests = new ReplayDigests(terms.policy);
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
    if (!this.#hasBegun) this.#beginDigests();
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
    for (let at = this.#agenda.nextAt(); at !== undefined && at <= to; at = this.#agenda.nextAt()) {
      this.#setClock(at);
      const due = this.#agenda.take();
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
        if (this.#world.groups.get(due.id)?.dueAt === due.at)
          this.#run({ kind: 'flush', groupId: due.id }, []);
        return;
      case 'storm':
        return this.#sumUp(due.id);
      case 'digest':
        return this.#tellDigest(due.id);
      case 'resolve': {
        const by = { name: 'history', person: undefined, claimed: false, via: 'history' };
        this.#run({ kind: 'hand', hand: { kind: 'resolve', incarnationId: due.id, by } }, []);
      }
    }
  }

  #run(input: Input, past: readonly PastEvent[]): void {
    this.#follow(step(this.#world, input, this.#terms.tools, this.#now), past);
  }

  /** Does what comes of changes that the world has. */
  #follow(changes: readonly Change[], past: readonly PastEvent[]): void {
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
    else if (change.table === 'lanes') this.#planStorm(id);
    else if (change.table === 'decisions' && change.op === 'insert') this.#hearDecision(change.row);
    else if (change.table === 'members') {
      const member = this.#world.members.get(id);
      const group = this.#world.groups.get(member?.groupId ?? '');
      if (member === undefined || group === undefined) return;
      if (change.op === 'insert') listener.joined(member, group);
      if (member.quiet !== undefined) listener.quieted(member.incarnationId, member.quiet);
    }
  }

  #hearDecision(decision: Decision): void {
    this.#terms.listener.decided(decision);
    forgetDecision(this.#world, decision);
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
      this.#agenda.plan('resolve', fresh.id, incarnation.endedAt);
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
    else this.#agenda.plan('route', fresh.id, fresh.dueAt ?? this.#now.at);
  }

  /** Accepted in the moment in which it was decided. */
  #arrive(deliveryId: string): void {
    const { deliveries, notifications, groups } = this.#world;
    const delivery = deliveries.get(deliveryId);
    const notification = delivery && notifications.get(delivery.notificationId);
    if (delivery?.state === 'pending' && notification !== undefined) {
      const { groupId = '', destinationId } = delivery;
      this.#speak(groupId, destinationId);
      if (!this.#storms.admits(delivery, notification.briefing, this.#world, this.#now.at))
        return this.#holdBack(notification, delivery);
      this.#terms.listener.sent(notification, delivery.page, groups.get(groupId));
      const claim = delivery.claim + 1;
      applyChanges(this.#world, [update('deliveries', deliveryId, { state: 'claimed', claim })]);
      const tried = { deliveryId, claim, startedAt: this.#now.at, outcome: { kind: 'accepted' } } as const;
      this.#run({ kind: 'attempted', tried }, []);
    }
    forgetDelivery(this.#world, deliveryId);
  }

  #holdBack(notification: Notification, { id: deliveryId, groupId = '' }: Delivery): void {
    this.#storms.hold(notification);
    this.#terms.listener.summedUp(notification, this.#world.groups.get(groupId));
    this.#run({ kind: 'hold-back', deliveryId }, []);
    forgetDelivery(this.#world, deliveryId);
  }

  #planStorm(laneId: string): void {
    const dueAt = earliest((this.#world.lanes.get(laneId)?.storms ?? []).map((storm) => storm.dueAt));
    if (dueAt !== undefined) this.#agenda.plan('storm', laneId, dueAt);
  }

  #sumUp(laneId: string): void {
    const { policy, tools } = this.#terms;
    for (;;) {
      const lane = this.#world.lanes.get(laneId);
      const [storm] = lane === undefined ? [] : dueStorms(lane, this.#now.at);
      if (lane === undefined || storm === undefined) return;
      const tally = this.#storms.take(storm.destinationId);
      const changes = sumUp(lane, storm, tally, destinationIn(policy, storm.destinationId), tools, this.#now);
      applyChanges(this.#world, changes);
      this.#follow(changes, []);
    }
  }

  #beginDigests(): void {
    this.#hasBegun = true;
    applyChanges(this.#world, this.#digests.begin(this.#now.at));
    for (const { id, dueAt } of this.#world.digests.values())
      if (dueAt !== undefined) this.#agenda.plan('digest', id, dueAt);
  }

  #tellDigest(id: string): void {
    const mark = this.#world.digests.get(id);
    const digest = mark && this.#digests.inputOf(mark, this.#world, this.#now.at);
    if (digest === undefined) return;
    this.#run({ kind: 'digest', digest }, []);
    for (const groupId of this.#digests.doneWith(id, this.#world)) this.#end(groupId);
    const dueAt = this.#world.digests.get(id)?.dueAt;
    if (dueAt !== undefined) this.#agenda.plan('digest', id, dueAt);
  }

  #plan(groupId: string): void {
    const group = this.#world.groups.get(groupId);
    if (group === undefined) return;
    const isCollected = this.#digests.collect(group, this.#world);
    if (group.state === 'ended') return isCollected ? undefined : this.#end(groupId);
    if (group.dueAt !== undefined) this.#agenda.plan('group', groupId, group.dueAt);
  }

  #end(groupId: string): void {
    const members = forgetGroup(this.#world, groupId, this.#spokenTo.get(groupId) ?? []);
    this.#storms.forget(groupId);
    this.#agenda.drop('group', groupId);
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

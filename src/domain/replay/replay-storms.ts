/** In a replay: how many messages a destination got lately, and what is held back until one message sums it up. */
import { limitOf, type Sent, tooMany } from '../delivery/storm.ts';
import type { OutageTally } from '../delivery/outage.ts';
import type { Policy } from '../policy.ts';
import type { Delivery, Notification } from '../records.ts';
import type { Briefing } from '../briefing/briefing.ts';
import { SEVERITIES } from '../routing/severity.ts';
import { after, type Instant } from '../time/instant.ts';
import type { World } from '../world.ts';

type Held = Pick<Notification, 'groupId' | 'kind' | 'briefing'>;

type Gone = Sent & { readonly at: Instant };

/** More are not looked at by who sums up. */
const MOST_BRIEFINGS = 20;

export class ReplayStorms {
  readonly #policy: Policy;
  /** Of each destination with a limit, when the messages of the last while came. */
  readonly #sentAt = new Map<string, Gone[]>();
  /** Where a group was told by a message of its own. */
  readonly #toldAt = new Map<string, Set<string>>();
  readonly #held = new Map<string, Held[]>();
  /** Where a group was told in a message about many. */
  readonly #summedUpAt = new Map<string, Set<string>>();

  constructor(policy: Policy) {
    this.#policy = policy;
  }

  /**
   * Whether it goes out, and counts; else its destination got too much already. What an escalation counts on goes all the
   * same.
   */
  admits(
    delivery: Delivery,
    { severity }: Pick<Briefing, 'severity'>,
    { escalations }: Pick<World, 'escalations'>,
    at: Instant,
  ): boolean {
    const { destinationId, groupId, page } = delivery;
    if (groupId === undefined) return true;
    const limit = limitOf(this.#policy, delivery);
    if (limit !== undefined) {
      const sent = this.#sentLately(destinationId, after(at, -limit.cap.within));
      const isIn = (told: ReadonlyMap<string, ReadonlySet<string>>) => told.get(groupId)?.has(destinationId);
      const known = isIn(this.#toldAt) ? 'told' : isIn(this.#summedUpAt) ? 'summed-up' : undefined;
      const over = tooMany([{ delivery, severity, ...limit }], sent, () => known);
      const isHoped = !page && escalations.get(groupId)?.hopes.includes(delivery.id) === true;
      if (over.size > 0 && !isHoped) return false;
      if (limit.pages === page) sent.push({ destinationId, severity, at });
    }
    note(this.#toldAt, groupId, destinationId);
    return true;
  }

  #sentLately(destinationId: string, from: Instant): Gone[] {
    const sent = this.#sentAt.get(destinationId) ?? [];
    while (sent[0] !== undefined && sent[0].at < from) sent.shift();
    this.#sentAt.set(destinationId, sent);
    return sent;
  }

  hold({ destinationId, groupId, kind, briefing }: Notification): void {
    if (groupId !== undefined) note(this.#summedUpAt, groupId, destinationId);
    const held = this.#held.get(destinationId);
    if (held === undefined) this.#held.set(destinationId, [{ groupId, kind, briefing }]);
    else held.push({ groupId, kind, briefing });
  }

  /** What was held back, the worst first; it is summed up now. */
  take(destinationId: string): OutageTally | undefined {
    const held = this.#held.get(destinationId);
    this.#held.delete(destinationId);
    if (held === undefined) return undefined;
    const rank = ({ briefing }: Held) => SEVERITIES.indexOf(briefing.severity);
    const last = new Map(held.map(({ groupId, kind }) => [groupId, kind]));
    const recovered = held.filter(({ kind }) => kind === 'recovered').length;
    const failing = held
      .filter(({ groupId, kind }) => kind !== 'recovered' && last.get(groupId) !== 'recovered')
      .sort((a, b) => rank(a) - rank(b));
    return {
      ...{ destinationId, over: 0, waiting: 0, recovered },
      open: new Set(failing.map(({ groupId }) => groupId)).size,
      briefings: failing.slice(0, MOST_BRIEFINGS).map(({ briefing }) => briefing),
    };
  }

  /** The group is over. */
  forget(groupId: string): void {
    this.#toldAt.delete(groupId);
    this.#summedUpAt.delete(groupId);
  }
}

function note(told: Map<string, Set<string>>, groupId: string, destinationId: string): void {
  const there = told.get(groupId);
  if (there === undefined) told.set(groupId, new Set([destinationId]));
  else there.add(destinationId);
}

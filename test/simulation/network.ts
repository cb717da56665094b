/** The world of receivers: destinations that take messages, refuse them, lose answers and break, and what they saw. */
import type { DestinationRegistry, DestinationType, SendContext } from '../../src/app/ports/destination.ts';
import type { Briefing } from '../../src/domain/briefing/briefing.ts';
import { type Instant, MINUTE, SECOND } from '../../src/domain/time/instant.ts';
import type { RateWindow } from '../../src/domain/delivery/lane.ts';
import type { Outcome } from '../../src/domain/delivery/outcome.ts';
import { slack } from '../../src/destinations/slack.ts';
import { teams } from '../../src/destinations/teams.ts';
import type { Chance } from './chance.ts';
import type { Stage } from './stage.ts';

/** How a way out behaves for a while. `lost`: taken, and the answer gets lost. `hang`: nothing is taken or answered. */
export type Weather = 'fine' | 'slow' | 'refused-connection' | 'busy' | 'lost' | 'hang' | 'broken' | 'mixed';

/** One request as the world saw it. */
export type Request = {
  readonly lane: string;
  readonly to: string;
  readonly deliveryId: string;
  readonly briefing: Briefing;
  readonly life: number;
  readonly startedAt: number;
  readonly fate: Fate;
  /** When the receiver took it. */
  takenAt: number | undefined;
  /** When the sender knew how it ended. */
  answeredAt: number | undefined;
};

type Fate = 'taken' | 'taken-unanswered' | 'vanished' | 'not-now' | 'refused' | 'broken';

/** Real senders wait no longer for an answer. */
const DEADLINE = 15 * SECOND;

export class Network {
  readonly requests: Request[] = [];
  /** By lane; fine where nothing is said. */
  readonly weather = new Map<string, Weather>();
  /** How often a payload is refused for itself. */
  refusals = 0;
  onTaken: (request: Request) => void = () => {};
  readonly #stage: Stage;
  readonly #chance: Chance;

  constructor(stage: Stage, chance: Chance) {
    this.#stage = stage;
    this.#chance = chance;
  }

  registry(): DestinationRegistry {
    const types = [
      // As Teams: nothing can be changed afterwards, and little may be sent at once.
      this.#type('chat', {
        limits: [
          { count: 4, per: SECOND },
          { count: 60, per: 30 * SECOND },
        ],
      }),
      this.#type('board', { update: true }),
      this.#type('push', { concurrency: 2 }),
      this.#type('teams', teams),
      this.#type('slack', slack),
    ];
    return new Map(types.map((t) => [t.type, t]));
  }

  #type(
    type: string,
    more: {
      readonly limits?: readonly RateWindow[];
      readonly update?: boolean;
      readonly concurrency?: number;
    },
  ): DestinationType {
    return {
      type,
      label: type,
      address: {
        safeParse: (value) => ({ success: true, data: value }),
      },
      can: { update: more.update === true, thread: true, direct: type === 'push' },
      rings: type === 'push',
      limits: more.limits ?? [],
      concurrency: more.concurrency ?? 1,
      laneOf: (_account, address) => toOf(address),
      describe: (_account, address) => `${type} ${toOf(address)}`,
      example: { address: { to: 'x' } },
      render: (briefing) => ({ payload: JSON.stringify(briefing), dropped: [] }),
      send: (payload, _account, address, context) =>
        this.#send(`${type}:${toOf(address)}`, toOf(address), payload, context),
    };
  }

  #send(lane: string, to: string, payload: string, { deliveryId, at }: SendContext): Promise<Outcome> {
    const stage = this.#stage;
    const weather = this.weather.get(lane) ?? 'fine';
    const request: Request = {
      ...{ lane, to, deliveryId, life: stage.life, startedAt: stage.now },
      briefing: JSON.parse(payload) as Briefing,
      fate: this.#fateIn(weather),
      takenAt: undefined,
      answeredAt: undefined,
    };
    this.requests.push(request);
    stage.boundary();
    const way = weather === 'slow' ? this.#chance.int(SECOND, 13 * SECOND) : this.#chance.int(20, 800);
    const taken = request.fate === 'taken' || request.fate === 'taken-unanswered';
    if (taken) stage.after(way / 2, () => this.#take(request), request.life);
    const known = request.fate === 'taken-unanswered' || request.fate === 'vanished' ? DEADLINE : way;
    return new Promise((resolve) => {
      stage.after(
        known,
        () => {
          request.answeredAt = stage.now;
          resolve(this.#answer(request.fate, at));
        },
        request.life,
      );
    });
  }

  #take(request: Request): void {
    request.takenAt = this.#stage.now;
    this.#stage.boundary();
    this.onTaken(request);
  }

  /** The process is gone: what it was sending has arrived, or never will. */
  cutOff(): void {
    for (const request of this.requests) {
      if (request.answeredAt !== undefined || request.takenAt !== undefined) continue;
      if (request.life !== this.#stage.life || !request.fate.startsWith('taken')) continue;
      if (this.#chance.happens(0.5)) this.#take(request);
    }
  }

  #fateIn(weather: Weather): Fate {
    if (this.#chance.happens(this.refusals)) return 'refused';
    switch (weather) {
      case 'fine':
      case 'slow':
        return 'taken';
      case 'refused-connection':
      case 'busy':
        return 'not-now';
      case 'lost':
        return 'taken-unanswered';
      case 'hang':
        return 'vanished';
      case 'broken':
        return 'broken';
      case 'mixed':
        return this.#chance.one(['taken', 'taken-unanswered', 'vanished', 'not-now'] as const);
    }
  }

  #answer(fate: Fate, at: Instant): Outcome {
    switch (fate) {
      case 'taken':
        return { kind: 'accepted', handle: 'm', status: 200 };
      case 'taken-unanswered':
      case 'vanished':
        return { kind: 'unknown', detail: 'no answer within 15 s' };
      case 'not-now': {
        if (this.#chance.happens(0.5)) return { kind: 'notNow', detail: 'HTTP 503', status: 503 };
        const until = (at + this.#chance.int(SECOND, 2 * MINUTE)) as Instant;
        return { kind: 'notNow', until, detail: 'HTTP 429', status: 429 };
      }
      case 'refused':
        return { kind: 'refused', detail: 'HTTP 400', status: 400 };
      case 'broken':
        return { kind: 'broken', detail: 'HTTP 404: the flow is gone', status: 404 };
    }
  }
}

function toOf(address: unknown): string {
  return (address as { readonly to: string }).to;
}

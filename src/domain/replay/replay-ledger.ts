/** What one configuration would have said in a replay: counts, who was woken, and what was told of each event. */
import type { Instant } from '../time/instant.ts';
import { OPERATORS } from '../health/operators.ts';
import type { PastEvent } from './past.ts';
import { type ConfigPlace, personOfReceiver, type Policy, type Route } from '../policy.ts';
import type { Decision, Group, Notification } from '../records.ts';
import type { ReplayListener } from './replay-terms.ts';

export type ToldBy = { readonly name: string | undefined } & ConfigPlace;

/** What became of one event that began something. */
export type Trace = {
  readonly past: PastEvent;
  /** The first message of it to each receiver or person. */
  readonly told: Map<
    string,
    { readonly at: Instant; readonly by: ToldBy | undefined; readonly page: boolean }
  >;
  isRouted: boolean;
  /** The last reason to keep it quiet. */
  quiet: string | undefined;
  /** The receiver whose digest is to tell of it. */
  digestOf: string | undefined;
  /** More may be told of it, after the end of the replay. */
  goesOn: boolean;
};

export type Counts = { messages: number; pages: number };

export type Wake = {
  readonly at: Instant;
  /** A receiver, or "@" and a person. */
  readonly receiver: string;
  readonly reason: string;
  readonly by: ToldBy | undefined;
  readonly names: readonly string[];
  readonly more: number;
};

/** What is told of it in the end, as plain data. */
export type Tally = {
  readonly counts: ReadonlyMap<string, Readonly<Counts>>;
  readonly wakes: readonly Wake[];
  readonly woken: number;
  readonly unrouted: number;
};

const MOST_WAKES = 50;
const MOST_NAMES = 3;

/** Of what is sent before `countFrom` only the traces know: it is the run-up. */
export class Ledger implements ReplayListener {
  readonly counts = new Map<string, Counts>();
  readonly wakes: Wake[] = [];
  /** How often a person was woken: two ways at one moment are once. */
  woken = 0;
  unrouted = 0;
  /** A silence has kept something quiet. */
  isSilenced = false;
  readonly #countFrom: Instant;
  readonly #places: ReadonlyMap<string, ToldBy>;
  /** What no group tells, a digest, is of a route by its place. */
  readonly #byPath: ReadonlyMap<string, ToldBy>;
  readonly #open = new Map<string, Trace>();
  /** By event, until they are taken. */
  readonly #over = new Map<string, Trace>();
  readonly #eventOf = new Map<string, string>();
  #lastWake: string | undefined;
  readonly #wokenNow = new Set<string>();

  constructor(policy: Policy, countFrom: Instant) {
    this.#countFrom = countFrom;
    this.#places = placesOf(policy);
    this.#byPath = new Map([...this.#places.values()].map((place) => [place.path, place]));
  }

  began: ReplayListener['began'] = ({ id }, past) => {
    this.#eventOf.set(id, past.event.id);
    this.#open.set(past.event.id, {
      ...{ past, told: new Map(), isRouted: false, quiet: undefined, digestOf: undefined, goesOn: false },
    });
  };

  joined: ReplayListener['joined'] = ({ incarnationId }, { settings: { digest, receiver } }) => {
    const trace = this.#traceOf(incarnationId);
    if (trace === undefined) return;
    trace.isRouted = true;
    if (digest !== undefined) trace.digestOf = receiver;
  };

  decided: ReplayListener['decided'] = ({ answer, at }: Decision) => {
    if (answer === 'unrouted' && at >= this.#countFrom) this.unrouted += 1;
  };

  quieted: ReplayListener['quieted'] = (incarnationId, { rule, reason }) => {
    if (rule === 'silence') this.isSilenced = true;
    const trace = this.#traceOf(incarnationId);
    if (trace !== undefined) trace.quiet = reason;
  };

  sent: ReplayListener['sent'] = (notification, page, group) => {
    const { at, receiver } = notification;
    const by = this.#tell(notification, page, group);
    if (at < this.#countFrom) return;
    const counts = this.counts.get(receiver) ?? { messages: 0, pages: 0 };
    this.counts.set(receiver, counts);
    counts.messages += 1;
    if (!page) return;
    counts.pages += 1;
    this.#wake(notification, by);
  };

  /** The message that sums up is counted when it is sent. */
  summedUp: ReplayListener['summedUp'] = (notification, group) => void this.#tell(notification, false, group);

  over: ReplayListener['over'] = (incarnationId) => {
    const event = this.#eventOf.get(incarnationId);
    const trace = event === undefined ? undefined : this.#open.get(event);
    this.#eventOf.delete(incarnationId);
    if (event === undefined || trace === undefined) return;
    this.#open.delete(event);
    this.#over.set(event, trace);
  };

  /** Whether more may be told of it. */
  isOpen(eventId: string): boolean {
    return this.#open.has(eventId);
  }

  readonly finished = (): Iterable<string> => this.#over.keys();

  take(eventId: string): Trace | undefined {
    const trace = this.#over.get(eventId);
    this.#over.delete(eventId);
    return trace;
  }

  /** At the end: what is still open is as it is. */
  close(): void {
    for (const [event, trace] of this.#open) {
      trace.goesOn = true;
      this.#over.set(event, trace);
    }
    this.#open.clear();
  }

  tally(): Tally {
    const { counts, wakes, woken, unrouted } = this;
    return { counts, wakes, woken, unrouted };
  }

  /** Answers by which route. */
  #tell({ at, receiver, members, path }: Notification, page: boolean, group: Group | undefined) {
    const by = group === undefined ? this.#byPath.get(path) : this.#placeOf(group);
    for (const id of members) {
      const told = this.#traceOf(id)?.told;
      if (told !== undefined && !told.has(receiver)) told.set(receiver, { at, by, page });
    }
    return by;
  }

  #traceOf(incarnationId: string): Trace | undefined {
    return this.#open.get(this.#eventOf.get(incarnationId) ?? '');
  }

  #placeOf({ routeId, settings: { path, line } }: Group): ToldBy {
    return this.#places.get(routeId) ?? { name: undefined, path, line };
  }

  #wake({ at, receiver, groupId, reason, members }: Notification, by: ToldBy | undefined): void {
    if (personOfReceiver(receiver) === undefined) return;
    const moment = `${at}|${groupId}`;
    if (this.#lastWake !== moment) this.#wokenNow.clear();
    this.#lastWake = moment;
    if (this.#wokenNow.has(receiver)) return;
    this.#wokenNow.add(receiver);
    this.woken += 1;
    if (this.wakes.length >= MOST_WAKES) return;
    const names = members.flatMap((id) => this.#traceOf(id)?.past.event.name ?? []);
    const more = Math.max(0, names.length - MOST_NAMES);
    this.wakes.push({ at, receiver, reason, by, names: names.slice(0, MOST_NAMES), more });
  }
}

function placesOf({ routes, operatorsLine }: Policy): ReadonlyMap<string, ToldBy> {
  const places = new Map<string, ToldBy>([
    [OPERATORS, { name: undefined, path: 'operators', line: operatorsLine }],
  ]);
  const walk = (level: readonly Route[]) => {
    for (const { id, name, place, children } of level) {
      places.set(id, { name, ...place });
      walk(children);
    }
  };
  walk(routes);
  return places;
}

/** Runs what happened through replays side by side, in slices, so that the service goes on meanwhile. */
import { after, HOUR, type Instant, type Millis } from '../../domain/time/instant.ts';
import type { PastEvent, PastHand, PastInput } from '../../domain/replay/past.ts';
import { pastInputs } from '../../domain/replay/past-inputs.ts';
import type { Replay } from '../../domain/replay/replay.ts';
import type { Clock } from '../ports/clock.ts';

export type Pace = {
  readonly clock: Pick<Clock, 'mono'>;
  /** Lets others work. */
  readonly breathe: () => Promise<void>;
};

export type Past = {
  /** In the order in which they were taken in. */
  readonly pages: AsyncIterable<readonly PastEvent[]>;
  /** By time. */
  readonly hands: readonly PastHand[];
  readonly from: Instant;
  readonly to: Instant;
};

/** A call that comes in meanwhile waits for some of these, one after the other. */
const SLICE: Millis = 2;
/** What is due in a quiet week is not done in one go either. */
const STRIDE = HOUR;

export async function replayPast(
  replays: readonly Replay[],
  { pages, hands, from, to }: Past,
  pace: Pace,
  afterPage: (events: number) => void,
): Promise<void> {
  const pause = slices(pace);
  const inputs = pastInputs();
  const waiting = [...hands];
  let clock = from;
  const say = (said: PastInput) => {
    for (const replay of replays) replay.take(said);
  };
  const sayRest = () => {
    const said = inputs.rest();
    if (said !== undefined) say(said);
  };
  const goTo = async (at: Instant) => {
    if (after(clock, STRIDE) < at) sayRest();
    for (; after(clock, STRIDE) < at; clock = after(clock, STRIDE)) {
      for (const replay of replays) replay.runTo(after(clock, STRIDE));
      if (pause.isDue()) await pause.take();
    }
  };
  const handUntil = async (at: Instant) => {
    for (let [hand] = waiting; hand !== undefined && hand.at < at; [hand] = waiting) {
      await goTo(hand.at);
      sayRest();
      for (const replay of replays) replay.hand(hand);
      waiting.shift();
    }
  };
  for await (const page of pages) {
    for (const past of page) {
      const { receivedAt } = past.event;
      if (waiting.length > 0) await handUntil(receivedAt);
      if (after(clock, STRIDE) < receivedAt) await goTo(receivedAt);
      for (const said of inputs.take(past)) say(said);
      if (pause.isDue()) await pause.take();
    }
    afterPage(page.length);
  }
  await handUntil(to);
  await goTo(to);
  sayRest();
  for (const replay of replays) replay.runTo(to);
}

function slices({ clock, breathe }: Pace) {
  let since = clock.mono();
  return {
    isDue: () => clock.mono() - since >= SLICE,
    async take() {
      await breathe();
      since = clock.mono();
    },
  };
}

/** Runs what happened through replays side by side. */
import type { Instant } from '../../domain/time/instant.ts';
import type { PastEvent, PastHand, PastInput } from '../../domain/replay/past.ts';
import { pastInputs } from '../../domain/replay/past-inputs.ts';
import type { Replay } from '../../domain/replay/replay.ts';

export type Past = {
  /** In the order in which they were taken in. */
  readonly pages: AsyncIterable<readonly PastEvent[]>;
  /** By time. */
  readonly hands: readonly PastHand[];
  /** When what was missed was told. */
  readonly gaps: readonly Instant[];
  readonly to: Instant;
};

export async function replayPast(
  replays: readonly Replay[],
  { pages, hands, gaps, to }: Past,
  afterPage: (events: number) => void,
): Promise<void> {
  const inputs = pastInputs(gaps);
  const waiting = [...hands];
  const say = (said: PastInput) => {
    for (const replay of replays) replay.take(said);
  };
  const sayRest = () => {
    const said = inputs.rest();
    if (said !== undefined) say(said);
  };
  const handUntil = (at: Instant) => {
    for (let [hand] = waiting; hand !== undefined && hand.at < at; [hand] = waiting) {
      sayRest();
      for (const replay of replays) replay.hand(hand);
      waiting.shift();
    }
  };
  for await (const page of pages) {
    for (const past of page) {
      if (waiting.length > 0) handUntil(past.event.receivedAt);
      for (const said of inputs.take(past)) say(said);
    }
    afterPage(page.length);
  }
  handUntil(to);
  sayRest();
  for (const replay of replays) replay.runTo(to);
}

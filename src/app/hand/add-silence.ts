/** Keeps what fits the matchers quiet for a time. It says before what it would hide, and always has an end. */
import type { Silence } from '../../domain/quiet-records.ts';
import { insert } from '../../domain/change.ts';
import { type Instant, isoOf } from '../../domain/time/instant.ts';
import { duesOf } from '../../domain/quiet/silence.ts';
import type { InputFault } from '../errors.ts';
import { checkedSilence, hidesEverything, type Judging, refuseEverything } from './check-silence.ts';
import type { Clock } from '../ports/clock.ts';
import type { Ids } from '../ports/ids.ts';
import type { Store } from '../ports/store.ts';
import { type Preview, previewSilence } from './preview-silence.ts';
import type { SilenceHolder } from './silence-holder.ts';

export type SilenceDeps = Judging & {
  readonly store: Pick<Store, 'ask' | 'commit'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly ids: Ids;
  readonly silences: SilenceHolder;
};

export type WantedSilence = {
  readonly match: Readonly<Record<string, string | readonly string[]>>;
  /** Now, when it is not given. */
  readonly from: Instant | undefined;
  readonly until: Instant | undefined;
  readonly reason: string;
  readonly author: string;
  /** Needed for one that hides everything that fires or fired lately. */
  readonly everything: boolean;
  /** Says what it would hide, and makes none. */
  readonly dryRun: boolean;
  /** What could not be read where it came in: told with all else that is wrong. */
  readonly unread?: readonly InputFault[];
};

export type MadeSilence = {
  readonly silence: Silence;
  readonly hides: Preview;
  readonly everything: boolean;
};

export async function addSilence(deps: SilenceDeps, wanted: WantedSilence): Promise<MadeSilence> {
  const at = deps.clock.now();
  const silence = silenceOf(deps, wanted, at);
  const hides = await previewSilence(deps, silence.matchers, at);
  const everything = hidesEverything(silence.matchers, hides, deps.regexes);
  if (wanted.dryRun) return { silence, hides, everything };
  if (everything && !wanted.everything) refuseEverything(hides);
  await deps.store.commit([
    insert('silences', silence),
    insert('audit', {
      id: deps.ids.next(),
      at,
      actor: wanted.author,
      action: 'silence add',
      subject: silence.id,
      detail: `until ${isoOf(silence.until)}: ${silence.reason}`,
    }),
  ]);
  await deps.silences.refresh();
  return { silence, hides, everything };
}

export function silenceOf(deps: SilenceDeps, wanted: WantedSilence, at: Instant): Silence {
  const { matchers, from, until, reason } = checkedSilence(deps, { unread: [], ...wanted }, at);
  return {
    id: deps.ids.next(),
    matchers,
    from,
    until,
    author: wanted.author,
    reason,
    createdAt: at,
    endedBy: undefined,
    replaces: undefined,
    ...duesOf({ from, until }, at),
  };
}

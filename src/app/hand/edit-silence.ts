/** Changes a silence: a new one takes its place in the same commit, and the old one stays to be read. */
import { insert, update } from '../../domain/change.ts';
import { isoOf } from '../../domain/time/instant.ts';
import { duesOf, silenceState } from '../../domain/quiet/silence.ts';
import { type MadeSilence, type SilenceDeps, silenceOf, type WantedSilence } from './add-silence.ts';
import { hidesEverything, refuseEverything } from './check-silence.ts';
import { AppError, notFound } from '../errors.ts';
import { lookAgain } from './expire-silence.ts';
import { previewSilence } from './preview-silence.ts';

/** What is not given stays as it was. */
export type SilenceEdit = Pick<WantedSilence, 'author' | 'everything' | 'dryRun' | 'unread'> & {
  readonly [K in 'match' | 'until' | 'reason']: WantedSilence[K] | undefined;
};

export async function editSilence(deps: SilenceDeps, id: string, edit: SilenceEdit): Promise<MadeSilence> {
  const at = deps.clock.now();
  const before = await deps.store.ask('silence', { id });
  if (before === undefined) throw notFound('silence', id);
  if (silenceState(before, at) === 'expired')
    throw new AppError('conflict', 'this silence is over already', { remedy: 'add a new one' });
  const given = Object.fromEntries(before.matchers.map((m) => [m.label, m.patterns]));
  const { match = given, until = before.until, reason = before.reason, ...rest } = edit;
  const silence = {
    ...silenceOf(deps, { ...rest, match, until, reason, from: before.from }, at),
    // Who has been reminded of an end is reminded again of another only.
    ...duesOf({ from: before.from, until }, at),
    replaces: id,
  };
  const hides = await previewSilence(deps, silence.matchers, at);
  // Who meant everything the first time and only moves its end is not asked again.
  const everything = edit.match !== undefined && hidesEverything(silence.matchers, hides, deps.regexes);
  if (edit.dryRun) return { silence, hides, everything };
  if (everything && !edit.everything) refuseEverything(hides);
  const { author: actor } = edit;
  const detail = `in place of ${id}, until ${isoOf(until)}: ${silence.reason}`;
  const done = await deps.store.commit([
    update(
      'silences',
      id,
      { until: at, endedBy: actor, remindAt: undefined, sumUpAt: undefined },
      { until: before.until },
    ),
    insert('silences', silence),
    insert('audit', { id: deps.ids.next(), at, actor, action: 'silence edit', subject: silence.id, detail }),
  ]);
  if (done === 'stale')
    throw new AppError('conflict', 'somebody else changed this silence just now', {
      remedy: 'look at `tabduty silences list` and try again',
    });
  await deps.silences.refresh();
  // What the old one hid and the new one does not is told now.
  await lookAgain(deps, at);
  return { silence, hides, everything };
}

/** Answers the endpoints of silences. */
import type { Silence } from '../../domain/quiet-records.ts';
import * as api from '../../api/silences.ts';
import { addSilence, type SilenceDeps } from '../../app/hand/add-silence.ts';
import { AppError } from '../../app/errors.ts';
import { editSilence } from '../../app/hand/edit-silence.ts';
import { expireSilence } from '../../app/hand/expire-silence.ts';
import type { Preview } from '../../app/hand/preview-silence.ts';
import { parseDuration } from '../../config/durations.ts';
import { after, type Instant, instant, isoOf } from '../../domain/time/instant.ts';
import { silenceState } from '../../domain/quiet/silence.ts';
import { handler, type Handler } from '../handler.ts';

export function silenceHandlers(deps: SilenceDeps): readonly Handler[] {
  return [
    handler(api.listSilences, async ({ all }) => {
      const at = deps.clock.now();
      const endingAfter = all === 'true' ? undefined : at;
      const silences = await deps.store.ask('silences', { endingAfter, limit: 500 });
      return { silences: silences.map((s) => viewOf(s, at)) };
    }),
    handler(api.addSilence, async ({ until, for: length, from, ...wanted }, { actor }) => {
      const begin = from === undefined ? undefined : instant(Date.parse(from));
      const end = endOf(until, length, begin ?? deps.clock.now());
      const { silence, hides } = await addSilence(deps, {
        ...wanted,
        from: begin,
        until: end,
        author: actor,
      });
      return madeOf(silence, hides, wanted.dryRun, deps.clock.now());
    }),
    handler(api.editSilence, async (input, { actor }) => {
      const { id, match, until, for: length, reason, everything, dryRun } = input;
      const at = deps.clock.now();
      const end = until === undefined && length === undefined ? undefined : endOf(until, length, at);
      const edit = { match, until: end, reason, everything, dryRun, author: actor };
      const { silence, hides } = await editSilence(deps, id, edit);
      return madeOf(silence, hides, dryRun, at);
    }),
    handler(api.expireSilence, async ({ id }, { actor }) => {
      await expireSilence(deps, id, actor);
      return { id };
    }),
  ];
}

function madeOf(silence: Silence, { now, lastWeek }: Preview, dryRun: boolean, at: Instant) {
  return {
    silence: viewOf(silence, at),
    made: !dryRun,
    hides: {
      now: { ...now, names: [...now.names] },
      lastWeek: { ...lastWeek, names: [...lastWeek.names] },
    },
  };
}

function endOf(until: string | undefined, length: string | undefined, from: Instant): Instant {
  if ((until === undefined) === (length === undefined))
    throw new AppError(
      'wrong-use',
      until === undefined ? 'a silence needs an end' : 'a silence has one end',
      {
        remedy: 'give either for (2h, 3d) or until (a time)',
      },
    );
  if (until !== undefined) return instant(Date.parse(until));
  const millis = parseDuration(length ?? '');
  if (millis === undefined || millis === 0)
    throw new AppError('wrong-use', `${JSON.stringify(length)} is no duration`, {
      remedy: 'write 30m, 2h or 3d',
    });
  return after(from, millis);
}

function viewOf({ id, matchers, from, until, author, reason, endedBy, ...rest }: Silence, at: Instant) {
  return {
    id,
    state: silenceState({ id, matchers, from, until, author, reason, endedBy, ...rest }, at),
    match: Object.fromEntries(matchers.map((m) => [m.label, [...m.patterns]])),
    from: isoOf(from),
    until: isoOf(until),
    author,
    reason,
    endedBy,
    replaces: rest.replaces,
  };
}

/** Answers the endpoints of silences. */
import type { Silence } from '../../domain/quiet-records.ts';
import * as api from '../../api/silences.ts';
import { addSilence, type MadeSilence, type SilenceDeps } from '../../app/hand/add-silence.ts';
import type { InputFault } from '../../app/errors.ts';
import { editSilence } from '../../app/hand/edit-silence.ts';
import { expireSilence } from '../../app/hand/expire-silence.ts';
import { parseDuration } from '../../config/durations.ts';
import { after, type Instant, isoOf, parseInstant } from '../../domain/time/instant.ts';
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
      const at = deps.clock.now();
      const begin = timeOf('from', from);
      const end = endOf(until, length, begin.at ?? at);
      const unread = [...begin.faults, ...end.faults];
      const made = await addSilence(deps, {
        ...wanted,
        from: begin.at,
        until: end.at,
        author: actor,
        unread,
      });
      return madeOf(made, wanted.dryRun, at);
    }),
    handler(api.editSilence, async ({ id, until, for: length, ...edit }, { actor }) => {
      const at = deps.clock.now();
      const isSame = until === undefined && length === undefined;
      const end: ReadTime = isSame ? { at: undefined, faults: [] } : endOf(until, length, at);
      const { match, reason, everything, dryRun } = edit;
      const more = { everything, dryRun, author: actor, unread: end.faults };
      return madeOf(await editSilence(deps, id, { match, reason, until: end.at, ...more }), dryRun, at);
    }),
    handler(api.expireSilence, async ({ id }, { actor }) => {
      await expireSilence(deps, id, actor);
      return { id };
    }),
  ];
}

function madeOf({ silence, hides, everything }: MadeSilence, dryRun: boolean, at: Instant) {
  const { now, lastWeek } = hides;
  return {
    silence: viewOf(silence, at),
    made: !dryRun,
    hides: {
      now: { ...now, names: [...now.names] },
      lastWeek: { ...lastWeek, names: [...lastWeek.names] },
    },
    everything,
  };
}

type ReadTime = { readonly at: Instant | undefined; readonly faults: readonly InputFault[] };

function unread(path: string, message: string, remedy: string): ReadTime {
  return { at: undefined, faults: [{ path, message, remedy }] };
}

function timeOf(path: string, text: string | undefined): ReadTime {
  const at = text === undefined ? undefined : parseInstant(text);
  if (text === undefined || at !== undefined) return { at, faults: [] };
  return unread(path, `${JSON.stringify(text)} is no time`, 'write it with its zone: 2026-11-02T03:15:00Z');
}

function endOf(until: string | undefined, length: string | undefined, from: Instant): ReadTime {
  const either = 'give either for (2h, 3d) or until (a time)';
  if (until !== undefined && length !== undefined) return unread('until', 'a silence has one end', either);
  if (until !== undefined) return timeOf('until', until);
  if (length === undefined) return unread('until', 'a silence needs an end', either);
  const millis = parseDuration(length);
  if (millis === undefined || millis === 0)
    return unread('for', `${JSON.stringify(length)} is no duration`, 'write 30m, 2h or 3d');
  return { at: after(from, millis), faults: [] };
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

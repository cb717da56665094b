/** Keeps what fits the matchers quiet for a time. It says before what it would hide, and always has an end. */
import type { Silence, SilenceMatcher } from '../../domain/quiet-records.ts';
import { insert } from '../../domain/change.ts';
import { after, DAY, type Instant, isoOf } from '../../domain/time/instant.ts';
import { declaredLabels } from '../../domain/routing/labelling.ts';
import { LABEL_NAMES } from '../../domain/routing/labels.ts';
import { compileMatcher } from '../../domain/routing/matcher.ts';
import type { Policy } from '../../domain/policy.ts';
import { duesOf } from '../../domain/quiet/silence.ts';
import { AppError } from '../errors.ts';
import { hint } from '../../domain/nearest.ts';
import type { Clock } from '../ports/clock.ts';
import type { Ids } from '../ports/ids.ts';
import type { Regexes } from '../ports/regex.ts';
import type { Store } from '../ports/store.ts';
import { type Preview, previewSilence } from './preview-silence.ts';
import type { SilenceHolder } from './silence-holder.ts';

export type SilenceDeps = {
  readonly store: Pick<Store, 'ask' | 'commit'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly ids: Ids;
  readonly regexes: Regexes;
  readonly policy: { current(): Pick<Policy, 'labels'> };
  readonly silences: SilenceHolder;
};

export type WantedSilence = {
  readonly match: Readonly<Record<string, string | readonly string[]>>;
  /** Now, when it is not given. */
  readonly from: Instant | undefined;
  readonly until: Instant;
  readonly reason: string;
  readonly author: string;
  /** Needed for one that hides everything that fires or fired lately. */
  readonly everything: boolean;
  /** Says what it would hide, and makes none. */
  readonly dryRun: boolean;
};

export async function addSilence(
  deps: SilenceDeps,
  wanted: WantedSilence,
): Promise<{ readonly silence: Silence; readonly hides: Preview }> {
  const at = deps.clock.now();
  const silence = silenceOf(deps, wanted, at);
  const hides = await previewSilence(deps, silence.matchers, at);
  if (wanted.dryRun) return { silence, hides };
  if (!wanted.everything) refuseEverything(silence, hides);
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
  return { silence, hides };
}

/** A slip of the finger in an end must not keep something quiet for ever. */
const LONGEST = 366 * DAY;

/** One that hides everything is asked for twice. */
export function refuseEverything(silence: Silence, hides: Preview): void {
  if (!fitsAnything(silence) && !hidesAll(hides)) return;
  throw new AppError('conflict', `this silence hides everything: ${inNumbers(hides)}`, {
    remedy: 'name more labels; or say that you mean it: --everything',
  });
}

/** Of one or two alerts "all of them" says nothing. */
function hidesAll({ now, lastWeek }: Preview): boolean {
  const seen = Math.max(lastWeek.of, now.of);
  return seen > 2 && now.count === now.of && lastWeek.count === lastWeek.of;
}

/** No matcher, or only such as fit anything. */
function fitsAnything({ matchers }: Silence): boolean {
  return matchers.every(({ patterns }) => patterns.some((p) => /^\*+$/.test(p) || p === '/.*/'));
}

function inNumbers({ now, lastWeek }: Preview): string {
  return `${now.count} of ${now.of} alerts now, ${lastWeek.count} of ${lastWeek.of} in the last 7 days`;
}

export function silenceOf(deps: SilenceDeps, wanted: WantedSilence, at: Instant): Silence {
  const from = wanted.from ?? at;
  if (wanted.until <= at)
    throw new AppError('wrong-use', 'the end of the silence is over already', { remedy: 'name a later one' });
  if (wanted.until > after(from, LONGEST))
    throw new AppError('wrong-use', 'a silence lasts 366 days at most', {
      remedy: 'name an earlier end; what nobody is to hear of at all, no route should take (except:)',
    });
  if (wanted.until <= from)
    throw new AppError('wrong-use', 'the silence would end before it begins', {
      remedy: 'name a later end, or an earlier beginning',
    });
  if (wanted.reason.trim() === '')
    throw new AppError('wrong-use', 'a silence needs a reason', {
      remedy: 'say why, for who wonders at night',
    });
  const begins = from < at ? at : from;
  return {
    id: deps.ids.next(),
    matchers: Object.entries(wanted.match).map(([label, given]) => matcherOf(deps, label, given)),
    from: begins,
    until: wanted.until,
    author: wanted.author,
    reason: wanted.reason.trim(),
    createdAt: at,
    endedBy: undefined,
    replaces: undefined,
    ...duesOf({ from: begins, until: wanted.until }, at),
  };
}

function matcherOf(
  { regexes, policy }: SilenceDeps,
  name: string,
  given: string | readonly string[],
): SilenceMatcher {
  const names = [...LABEL_NAMES, ...declaredLabels(policy.current())];
  const label = names.find((known) => known === name);
  if (label === undefined) throw new AppError('wrong-use', `"${name}" is no label`, hint(name, names));
  const patterns = typeof given === 'string' ? [given] : given;
  const compiled = compileMatcher(label, patterns, regexes.compile);
  if (!compiled.ok || patterns.length === 0)
    throw new AppError('wrong-use', `${name}: the pattern ${compiled.ok ? 'is missing' : compiled.fault}`);
  return { label, patterns };
}

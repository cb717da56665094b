/** All that is wrong with a wanted silence, at once; and whether it hides everything, which must be meant. */
import type { Silence, SilenceMatcher } from '../../domain/quiet-records.ts';
import type { Policy } from '../../domain/policy.ts';
import { hint } from '../../domain/nearest.ts';
import { declaredLabels } from '../../domain/routing/labelling.ts';
import { LABEL_NAMES } from '../../domain/routing/labels.ts';
import { compileMatcher } from '../../domain/routing/matcher.ts';
import { after, DAY, type Instant } from '../../domain/time/instant.ts';
import { AppError, faultyInput, type InputFault } from '../errors.ts';
import type { Regexes } from '../ports/regex.ts';
import type { Preview } from './preview-silence.ts';
import { testsOf } from './silence-holder.ts';

export type Judging = {
  readonly regexes: Regexes;
  readonly policy: { current(): Pick<Policy, 'labels'> };
};

type Wanted = {
  readonly match: Readonly<Record<string, string | readonly string[]>>;
  readonly from: Instant | undefined;
  readonly until: Instant | undefined;
  readonly reason: string;
  readonly unread: readonly InputFault[];
};

/** A slip of the finger in an end must not keep something quiet for ever. */
const LONGEST = 366 * DAY;
const LONGEST_REASON = 500;

export function checkedSilence(
  deps: Judging,
  { match, from, until, reason, unread }: Wanted,
  at: Instant,
): Pick<Silence, 'matchers' | 'from' | 'until' | 'reason'> {
  const read = Object.entries(match).map(([label, given]) => matcherOf(deps, label, given));
  const begin = from === undefined || from < at ? at : from;
  const faults = [
    ...read.flatMap((m) => ('fault' in m ? [m.fault] : [])),
    ...unread,
    ...(until === undefined ? [] : timeFaults(from ?? at, until, at)),
    ...reasonFaults(reason.trim()),
  ];
  // An end that was not given is one of `unread`.
  if (faults.length > 0 || until === undefined) throw faultyInput(faults);
  const matchers = read.flatMap((m) => ('fault' in m ? [] : [m]));
  return { matchers, from: begin, until, reason: reason.trim() };
}

function timeFaults(from: Instant, until: Instant, at: Instant): readonly InputFault[] {
  const fault = (message: string, remedy: string) => [{ path: 'until', message, remedy }];
  if (until <= at) return fault('the end of the silence is over already', 'name a later one');
  if (until <= from)
    return fault('the silence would end before it begins', 'name a later end, or an earlier beginning');
  if (until > after(from, LONGEST))
    return fault(
      'a silence lasts 366 days at most',
      'name an earlier end; what nobody is to hear of at all, no route should take (except:)',
    );
  return [];
}

function reasonFaults(reason: string): readonly InputFault[] {
  const fault = (message: string, remedy: string) => [{ path: 'reason', message, remedy }];
  if (reason === '') return fault('a silence needs a reason', 'say why, for who wonders at night');
  if (reason.length > LONGEST_REASON)
    return fault(
      `is longer than ${LONGEST_REASON} characters`,
      'say it shorter; the rest has room behind a link',
    );
  return [];
}

function matcherOf(
  { regexes, policy }: Judging,
  name: string,
  given: string | readonly string[],
): SilenceMatcher | { readonly fault: InputFault } {
  const path = `match.${name}`;
  const names = [...LABEL_NAMES, ...declaredLabels(policy.current())];
  const label = names.find((known) => known === name);
  if (label === undefined) return { fault: { path, message: `"${name}" is no label`, ...hint(name, names) } };
  const patterns = typeof given === 'string' ? [given] : given;
  if (patterns.length === 0) return { fault: { path, message: 'the pattern is missing' } };
  const faults = patterns.flatMap((pattern) => {
    const compiled = compileMatcher(label, [pattern], regexes.compile);
    return compiled.ok ? [] : [`the pattern ${shown(pattern)} ${compiled.fault}`];
  });
  return faults.length > 0 ? { fault: { path, message: faults.join(', ') } } : { label, patterns };
}

function shown(pattern: string): string {
  return JSON.stringify(pattern.length > 60 ? `${pattern.slice(0, 60)}…` : pattern);
}

/** No label is like any of these, so that a pattern that fits them all fits anything, however it is written. */
const ODD_VALUES = ['\u2603 q', 'zq/\u2603/j', '7'];

/** Of one or two alerts "all of them" says nothing. */
const FEW = 2;

/** It fits anything, or all that fired lately. */
export function hidesEverything(
  matchers: readonly SilenceMatcher[],
  { now, lastWeek }: Preview,
  regexes: Regexes,
): boolean {
  const tests = testsOf(matchers, regexes) ?? [];
  if (tests.every(({ fits }) => ODD_VALUES.every((value) => fits([value])))) return true;
  const isMany = Math.max(lastWeek.of, now.of) > FEW;
  return isMany && now.count === now.of && lastWeek.count === lastWeek.of;
}

/** One that hides everything is asked for twice. */
export function refuseEverything({ now, lastWeek }: Preview): void {
  const inNumbers = `${now.count} of ${now.of} alerts now, ${lastWeek.count} of ${lastWeek.of} in the last 7 days`;
  throw new AppError('conflict', `this silence hides everything: ${inNumbers}`, {
    remedy: 'name more labels; or say that you mean it: --everything, in the API "everything": true',
  });
}

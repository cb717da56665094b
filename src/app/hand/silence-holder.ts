/** Holds the silences that are not over, with their matchers ready, for every decision. */
import type { SilenceMatcher } from '../../domain/quiet-records.ts';
import { compileMatcher } from '../../domain/routing/matcher.ts';
import type { Matcher } from '../../domain/policy.ts';
import type { ReadySilence } from '../../domain/quiet/silence.ts';
import type { Clock } from '../ports/clock.ts';
import type { Regexes } from '../ports/regex.ts';
import type { Store } from '../ports/store.ts';

export interface SilenceHolder {
  current(): readonly ReadySilence[];
  /** Reads them anew; called after each change of one, and at the start. */
  refresh(): Promise<void>;
}

type Deps = {
  readonly store: Pick<Store, 'ask'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly regexes: Regexes;
};

export function silenceHolder({ store, clock, regexes }: Deps): SilenceHolder {
  let silences: readonly ReadySilence[] = [];
  let reads = 0;
  return {
    current: () => silences,
    async refresh() {
      const read = ++reads;
      const found = await store.ask('silences', { endingAfter: clock.now(), limit: 1000 });
      // A slower read that began earlier must not win.
      if (read === reads)
        silences = found.map((s) => ({ ...s, tests: testsOf(s.matchers, regexes) ?? [NOTHING] }));
    },
  };
}

/** `undefined` when one cannot be compiled. */
export function testsOf(
  matchers: readonly SilenceMatcher[],
  regexes: Regexes,
): readonly Matcher[] | undefined {
  const compiled = matchers.map(({ label, patterns }) => compileMatcher(label, patterns, regexes.compile));
  const tests = compiled.flatMap((c) => (c.ok ? [c.matcher] : []));
  return tests.length === matchers.length ? tests : undefined;
}

/** A stored silence that this version cannot read hides nothing. */
const NOTHING: Matcher = { label: 'name', patterns: [], fits: () => false };

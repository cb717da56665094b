/** Remembers of each content when it runs next and by when it must be fresh, for the first line of a message. */
import { type RefreshFacts, waitText } from '../../domain/sites/freshness.ts';
import type { Instant } from '../../domain/time/instant.ts';
import type { Policy, FreshnessRule } from '../../domain/policy.ts';

export type Outlook = {
  /** Replaces what was known of a site. */
  learn(source: string, known: ReadonlyMap<string, Known>): void;
  lineOf(of: { readonly source: string; readonly luid: string }, at: Instant): string | undefined;
};

/** By the content's LUID. */
export type Known = { readonly rule: FreshnessRule | undefined; readonly facts: RefreshFacts };

export function createOutlook(policy: { current(): Policy }): Outlook {
  const sites = new Map<string, ReadonlyMap<string, Known>>();
  return {
    learn: (source, known) => void sites.set(source, known),
    lineOf({ source, luid }, at) {
      const known = sites.get(source)?.get(luid);
      const zone = policy.current().sites.get(source)?.timeZone ?? 'UTC';
      return known === undefined ? undefined : waitText(known.rule, known.facts, at, zone);
    },
  };
}

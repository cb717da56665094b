/** What a message says of alerts that flap, or did until now. */
import type { FlappingRule } from '../policy.ts';
import type { BriefingFact } from '../briefing/briefing.ts';
import { type Flap, flapOf, flapText } from './flapping.ts';
import { after, durationText, HOUR, type Instant } from '../time/instant.ts';
import type { Incarnation } from '../records.ts';
import { untrusted } from '../briefing/untrusted.ts';

const MOST_NAMED = 3;

export function flapFacts(
  everyone: readonly Incarnation[],
  rule: FlappingRule | undefined,
  at: Instant,
): { readonly flapping: ReadonlySet<string>; readonly facts: readonly BriefingFact[] } {
  const flapping = new Set<string>();
  const told: { readonly name: string; readonly text: string }[] = [];
  for (const incarnation of everyone) {
    const flap = flapOf(incarnation, rule);
    if (rule === undefined || flap === undefined) continue;
    if (at < flap.stableAt) flapping.add(incarnation.id);
    const text = textOf(incarnation, flap, rule, at);
    if (text !== undefined) told.push({ name: incarnation.name, text });
  }
  const only = everyone.length === 1;
  const facts = told.slice(0, MOST_NAMED).map(({ name, text }) => ({
    title: 'Flapping',
    value: untrusted(only ? text : `${name}: ${text}`),
  }));
  return { flapping, facts };
}

/** That it is stable is news for a while only. */
function textOf(of: Incarnation, flap: Flap, rule: FlappingRule, at: Instant): string | undefined {
  if (at < flap.stableAt) return flapText(flap, rule);
  if (at >= after(flap.stableAt, HOUR)) return undefined;
  const steady = durationText(rule.stableFor);
  return of.state === 'ended' ? `over: well for ${steady}` : `over: it has failed steadily for ${steady}`;
}

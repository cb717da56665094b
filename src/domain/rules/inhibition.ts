/** Inhibition: one alert keeps another quiet as long as any of its sources fires. */
import { after, MINUTE } from '../time/instant.ts';
import { foldValue, type LabelName, type Labels } from '../routing/labels.ts';
import type { Inhibition } from '../policy.ts';
import type { Incarnation } from '../records.ts';
import { matches } from '../routing/route.ts';
import type { Rule, Sources } from './rule.ts';

/** The end of a source makes no group due, so what it kept quiet is looked at so often. */
const LOOK_EVERY = MINUTE;

/** Each alert is looked at once for all that it may keep quiet; where that fails, the fault is that one's alone. */
export function sourcesAmong(
  inhibitions: readonly Inhibition[],
  firing: readonly Incarnation[],
): { readonly sources: Sources; readonly faults: ReadonlyMap<Incarnation, unknown> } {
  const sources = new Map(inhibitions.map((inhibition) => [inhibition, [] as Incarnation[]]));
  const faults = new Map<Incarnation, unknown>();
  for (const one of firing) {
    try {
      for (const inhibition of inhibitions.filter((each) => isSource(each, one)))
        sources.get(inhibition)?.push(one);
    } catch (fault) {
      faults.set(one, fault);
    }
  }
  return { sources, faults };
}

export const inhibited: Rule = ({ incarnation, sources, now }) => {
  for (const [inhibition, firing] of sources) {
    if (!isTarget(inhibition, incarnation)) continue;
    const source = firing.find((s) => keepsQuiet(inhibition, s, incarnation));
    if (source === undefined) continue;
    return {
      rule: 'inhibition',
      reason: `#${source.number} ${source.condition} of ${source.name} fires (${inhibition.place.path}, line ${inhibition.place.line})`,
      until: after(now.at, LOOK_EVERY),
    };
  }
  return undefined;
};

/** One that fits both sides is not kept quiet by another that fits both, else two would silence each other. */
function keepsQuiet(inhibition: Inhibition, source: Incarnation, target: Incarnation): boolean {
  if (source.id === target.id) return false;
  if (isSource(inhibition, target) && isTarget(inhibition, source)) return false;
  return inhibition.equal.every((name) => sameValues(name, source.labels, target.labels));
}

function isSource({ when }: Inhibition, of: Incarnation): boolean {
  return matches({ match: when, except: [] }, of.labels);
}

function isTarget({ quiet }: Inhibition, of: Incarnation): boolean {
  return matches({ match: quiet, except: [] }, of.labels);
}

/** Missing on both sides is equal. */
function sameValues(name: LabelName, a: Labels, b: Labels): boolean {
  const values = (labels: Labels) => JSON.stringify([...new Set((labels[name] ?? []).map(foldValue))].sort());
  return values(a) === values(b);
}

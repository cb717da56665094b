/** Labels that a configuration derives: an ordered list of mappings, each of which sees what those before it set. */
import { FACT_LABELS, LABEL_NAMES, type LabelName, type Labels } from './labels.ts';
import type { LabelMapping, Policy } from '../policy.ts';
import type { Incarnation } from '../records.ts';
import { matches } from './route.ts';
import { usualSeverity } from './severity.ts';

type Labelled = Pick<Incarnation, 'labels' | 'kind'> & Partial<Pick<Incarnation, 'trouble'>>;

export type Labelling = { readonly labels: Labels; readonly by: readonly LabelMapping[] };

/** From the facts alone: what was derived before is derived anew. */
export function deriveLabels(policy: Pick<Policy, 'labels'>, of: Labelled): Labelling {
  let labels: Labels = { ...factsIn(of.labels), severity: [usualSeverity({ trouble: undefined, ...of })] };
  const by: LabelMapping[] = [];
  for (const mapping of policy.labels ?? []) {
    if (!matches(mapping, labels)) continue;
    labels = { ...labels, ...mapping.set };
    by.push(mapping);
  }
  return { labels, by };
}

export function withDerived<T extends Labelled>(policy: Pick<Policy, 'labels'>, of: T): T {
  return { ...of, labels: deriveLabels(policy, of).labels };
}

/** Beside Tabduty's own. */
export function declaredLabels({ labels = [] }: Pick<Policy, 'labels'>): readonly LabelName[] {
  const all = new Set(labels.flatMap(({ set }) => Object.keys(set)));
  return [...all].filter(isDeclared);
}

export function isDeclared(name: LabelName): boolean {
  return !(LABEL_NAMES as readonly string[]).includes(name);
}

function factsIn(labels: Labels): Labels {
  return Object.fromEntries(FACT_LABELS.flatMap((name) => (labels[name] ? [[name, labels[name]]] : [])));
}

/** For people: what each mapping set, and where it stands. */
export function labellingText(by: readonly LabelMapping[]): string {
  return by
    .map(({ set, place }) => {
      const said = Object.entries(set).map(([name, values]) => `${name} ${(values ?? []).join(', ')}`);
      return `${said.join(', ')} (${place.path}, line ${place.line})`;
    })
    .join('; ');
}

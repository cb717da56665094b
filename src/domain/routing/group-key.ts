/** What is told together: the key of a group, from the labels that its route groups by. */
import { foldValue, type LabelName, type Labels } from './labels.ts';
import type { GroupBy } from '../policy.ts';
import type { Incarnation } from '../records.ts';

type Grouped = Pick<Incarnation, 'kind' | 'labels' | 'source' | 'condition' | 'luid' | 'name'>;

/**
 * Members of one group have the same key. Where the cause is not known the project stands for it, and where that is not
 * known either, everything that has the other labels is told together: a storm without a known cause is one message.
 * Notices are never mixed with alerts, nor with notices of other events.
 */
export function groupKeyOf(groupBy: GroupBy, of: Grouped): string {
  const kind = of.kind === 'notice' ? [of.condition] : [];
  if (groupBy === 'each')
    return JSON.stringify([...kind, of.source, of.condition, of.luid === '' ? of.name : of.luid]);
  const values = namesFor(groupBy, of.labels).map((name) => [name, valuesOf(of.labels, name)]);
  return JSON.stringify([...kind, ...values]);
}

function namesFor(groupBy: readonly LabelName[], labels: Labels): readonly LabelName[] {
  if (!groupBy.includes('cause') || isKnown(labels, 'cause')) return groupBy;
  return [...new Set(groupBy.map((name): LabelName => (name === 'cause' ? 'project' : name)))];
}

function isKnown(labels: Labels, name: LabelName): boolean {
  return (labels[name]?.length ?? 0) > 0;
}

function valuesOf(labels: Labels, name: LabelName): readonly string[] {
  return [...new Set((labels[name] ?? []).map(foldValue))].sort();
}

/** The labels of an alert with all that Tableau has said of it by now, of its content and of why it failed. */
import { causeLabel } from '../sites/cause.ts';
import { contentIdOf, labelsOfContent } from '../sites/content.ts';
import { foldValue, type Labels } from './labels.ts';
import type { Incarnation } from '../records.ts';
import type { Content, Reason } from '../tableau-records.ts';
import type { World } from '../world.ts';

type Labelled = Pick<Incarnation, 'id' | 'source' | 'contentType' | 'luid' | 'labels'>;

export function knownLabels(
  of: Labelled,
  { contents, reasons }: Pick<World, 'contents' | 'reasons'>,
): Labels {
  return labelsWith(of.labels, contents.get(contentIdOf(of) ?? ''), reasons.get(of.id)?.cause);
}

/** What is not known leaves its labels as they are; what is known replaces all of its own, one that is gone included. */
export function labelsWith(labels: Labels, content: Content | undefined, cause: Reason['cause']): Labels {
  const { project: _, owner: __, tag: ___, ...others } = labels;
  return {
    ...(content === undefined ? labels : { ...others, ...labelsOfContent(content) }),
    ...(cause === undefined ? {} : { cause: causeLabel(cause) }),
  };
}

/** As routes see them: in any order and case. */
export function sameLabels(a: Labels, b: Labels): boolean {
  const values = (of: Labels, name: string) =>
    JSON.stringify([...new Set((of[name] ?? []).map(foldValue))].sort());
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].every((name) => values(a, name) === values(b, name));
}

/** `group_by`: the labels that alerts told together share. */
import type { DeclaredLabels } from './compile-matchers.ts';
import { LABEL_NAMES, type LabelName } from '../domain/routing/labels.ts';
import type { GroupBy } from '../domain/policy.ts';
import type { Checking } from './checking.ts';
import type { Path } from './fault.ts';
import { hint } from '../domain/nearest.ts';

/** Stands for all labels: each alert by itself. */
const EACH = '...';

/** `undefined` when nothing is written. An empty list is a wish too: all of the route together. */
export function compileGroupBy(
  written: readonly string[] | undefined,
  at: Path,
  declared: DeclaredLabels,
  { findings }: Checking,
): GroupBy | undefined {
  if (written === undefined) return undefined;
  if (written.includes(EACH)) {
    if (written.length > 1)
      findings.fault(at, `has ${EACH}, which is all labels, beside others`, {
        remedy: `write [${EACH}], or the labels alone`,
      });
    return 'each';
  }
  const names = [...LABEL_NAMES, ...declared.keys()];
  return written.flatMap((name, i): readonly LabelName[] => {
    const label = names.find((known) => known === name);
    if (label === undefined) findings.fault([...at, i], `"${name}" is no label`, hint(name, names));
    else if (written.indexOf(name) < i)
      findings.fault([...at, i], `names ${name} a second time`, { remedy: 'remove it' });
    return label === undefined ? [] : [label];
  });
}

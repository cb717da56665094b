/** Reads the rows of what there is one of for each member of a group. */
import type { GroupMembers } from '../app/ports/group-questions.ts';
import { type Rows, rowsTo } from './question.ts';
import { readSays } from './tableau-parts.ts';

export function readMembers(
  members?: Rows,
  incarnations?: Rows,
  reasons?: Rows,
  contents?: Rows,
  reruns?: Rows,
): GroupMembers {
  return {
    members: rowsTo('members', members),
    incarnations: rowsTo('incarnations', incarnations),
    ...readSays(reasons, contents),
    reruns: rowsTo('reruns', reruns),
  };
}

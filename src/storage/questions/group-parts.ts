/** Questions about parts of groups: a page of a large one, and what was told by one message or of some alerts. */
import { type Answerer, prepared, rowsTo, sqlite } from '../question.ts';
import { readMembers } from '../group-members.ts';
import { saysOf } from '../tableau-parts.ts';

type Page = { readonly groupId: string; readonly after: string; readonly limit: number };

/** Their ids begin with the group's, so that a page is a range of the primary key. */
const pageOf = (table: 'members' | 'told') =>
  prepared<{ readonly from: string; readonly to: string; readonly limit: number }>((slots) =>
    sqlite
      .selectFrom(table)
      .selectAll()
      .where('id', '>', slots.value('from'))
      .where('id', '<', slots.value('to'))
      .orderBy('id')
      .limit(slots.value('limit')),
  );
const [memberPage, toldPage] = [pageOf('members'), pageOf('told')];

function rangeOf({ groupId, after, limit }: Page) {
  // "0" follows "/".
  return { from: after === '' ? `${groupId}/` : after, to: `${groupId}0`, limit };
}

export const membersOfGroup: Answerer<'membersOfGroup'> = {
  first: (args) => [memberPage(rangeOf(args))],
  more: ([members]) => {
    const args = { incarnationIds: (members ?? []).map((row) => String(row['incarnation_id'])) };
    return [incarnationsById(args), reasonsById(args), contentsById(args), rerunsById(args)];
  },
  read: (rows) => readMembers(...rows),
};

export const toldOfGroup: Answerer<'toldOfGroup'> = {
  first: (args) => [toldPage(rangeOf(args))],
  read: ([rows]) => rowsTo('told', rows),
};

const toldByMessage = prepared<{ readonly groupId: string; readonly notificationId: string }>((slots) =>
  sqlite
    .selectFrom('told')
    .selectAll()
    .where('groupId', '=', slots.value('groupId'))
    .where('notificationId', '=', slots.value('notificationId'))
    .orderBy('id'),
);

export const toldBy: Answerer<'toldBy'> = {
  first: (args) => [toldByMessage(args)],
  read: ([rows]) => rowsTo('told', rows),
};

const toldOfMembers = prepared<Members>((slots) =>
  sqlite
    .selectFrom('told')
    .selectAll()
    .where(
      'groupId',
      'in',
      sqlite
        .selectFrom('members')
        .select('groupId')
        .where('incarnationId', 'in', slots.list('incarnationIds')),
    )
    .where('incarnationId', 'in', slots.list('incarnationIds'))
    .orderBy('id'),
);

export const toldOf: Answerer<'toldOf'> = {
  first: (args) => [toldOfMembers(args)],
  read: ([rows]) => rowsTo('told', rows),
};

type Members = { readonly incarnationIds: readonly string[] };

const incarnationsById = prepared<Members>((slots) =>
  sqlite.selectFrom('incarnations').selectAll().where('id', 'in', slots.list('incarnationIds')),
);
const [reasonsById, contentsById] = saysOf<Members>((slots) => slots.list('incarnationIds'));
const rerunsById = prepared<Members>((slots) =>
  sqlite.selectFrom('reruns').selectAll().where('incarnationId', 'in', slots.list('incarnationIds')),
);

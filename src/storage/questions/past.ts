/** Questions about what happened, oldest first. */
import { GAP_REASON } from '../../domain/events/gap-summary.ts';
import { contentIdOf } from '../../domain/sites/content.ts';
import { instant } from '../../domain/time/instant.ts';
import type { Event } from '../../domain/records.ts';
import type { Questions } from '../../app/ports/questions.ts';
import { type Answerer, prepared, query, type Row, rowsTo, sqlite } from '../question.ts';

type Args = Questions['pastEvents']['args'];

const eventsBetween = prepared<Args>((slots) =>
  sqlite
    .selectFrom('events')
    .selectAll()
    .where('id', '>', slots.value('after'))
    .where('id', '<', slots.value('until'))
    .orderBy('id')
    .limit(slots.value('limit')),
);
const incarnationsOf = prepared<{ readonly ids: readonly string[] }>((slots) =>
  sqlite.selectFrom('incarnations').selectAll().where('id', 'in', slots.list('ids')),
);
const contentsOf = prepared<{ readonly ids: readonly string[] }>((slots) =>
  sqlite.selectFrom('contents').selectAll().where('id', 'in', slots.list('ids')),
);

export const pastEvents: Answerer<'pastEvents'> = {
  first: (args) => [eventsBetween(args)],
  more: ([rows = []], { withContent }) => {
    const ids = new Set(rows.flatMap((row) => row['incarnation_id'] ?? []).map(String));
    const contents = new Set(withContent ? rows.flatMap((row) => contentIdIn(row) ?? []) : []);
    return [incarnationsOf({ ids: [...ids] }), contentsOf({ ids: [...contents] })];
  },
  read: ([rows, incarnationRows, contentRows]) => {
    const incarnations = new Map(rowsTo('incarnations', incarnationRows).map((i) => [i.id, i]));
    const contents = new Map(rowsTo('contents', contentRows).map((c) => [c.id, c]));
    return rowsTo('events', rows).map((event: Event) => ({
      event,
      incarnation: incarnations.get(event.incarnationId ?? ''),
      content: contents.get(contentIdOf(event) ?? ''),
    }));
  },
};

/** From three columns: the whole event is made of the row later. */
function contentIdIn({ source, luid, content_type: contentType }: Row): string | undefined {
  return contentIdOf({
    source: String(source),
    luid: String(luid),
    contentType: (contentType ?? undefined) as Event['contentType'],
  });
}

export const pastEventCount: Answerer<'pastEventCount'> = {
  first: ({ after, until }) => [
    query(
      sqlite
        .selectFrom('events')
        .select((e) => e.fn.countAll().as('n'))
        .where('id', '>', after)
        .where('id', '<', until),
    ),
  ],
  read: ([rows]) => Number(rows?.[0]?.['n'] ?? 0),
};

export const pastGaps: Answerer<'pastGaps'> = {
  first: ({ after, until, limit }) => [
    query(
      sqlite
        .selectFrom('notifications')
        .select('at')
        .distinct()
        .where('reason', '=', GAP_REASON)
        .where('id', '>', after)
        .where('id', '<', until)
        .orderBy('at')
        .limit(limit),
    ),
  ],
  read: ([rows]) => (rows ?? []).map((row) => instant(Number(row['at']))),
};

const HANDS = ['alert ack', 'alert wake', 'alert pass', 'alert escalate'];

export const pastHands: Answerer<'pastHands'> = {
  first: ({ after, until, limit }) => [
    query(
      sqlite
        .selectFrom('audit')
        .selectAll()
        .where('action', 'in', HANDS)
        .where('id', '>', after)
        .where('id', '<', until)
        .orderBy('id')
        .limit(limit),
    ),
  ],
  read: ([rows]) => rowsTo('audit', rows),
};

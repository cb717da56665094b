/** Answers the endpoints of links that show who is on call: calendar feeds and pages. */
import * as api from '../../api/on-call.ts';
import { type FeedId, feedGeneration, feedIds, renewFeed } from '../../app/on-call/calendar-feeds.ts';
import { type BoardId, boardIds } from '../../app/on-call/on-call-board.ts';
import { linkGeneration, renewLink } from '../../app/on-call/renewable-link.ts';
import { notFound } from '../../app/errors.ts';
import type { OverrideDeps } from '../../app/on-call/make-overrides.ts';
import { handler, type Handler } from '../handler.ts';

type Deps = Pick<OverrideDeps, 'store' | 'clock' | 'ids' | 'policy'> & {
  /** Their addresses; paths while the outside address is not known. */
  readonly calendarUrl: (id: FeedId, generation: number) => string;
  readonly boardUrl: (id: BoardId, generation: number) => string;
};

export function calendarHandlers(deps: Deps): readonly Handler[] {
  const linkOf = async (id: FeedId) => ({ id, url: deps.calendarUrl(id, await feedGeneration(deps, id)) });
  const pageOf = async (id: BoardId) => ({
    id,
    url: deps.boardUrl(id, await linkGeneration(deps, { kind: 'on-call-page', id })),
  });
  return [
    handler(api.listCalendars, async () => ({
      calendars: await Promise.all(feedIds(deps.policy.current()).map(linkOf)),
    })),
    handler(api.renewCalendar, async ({ id }, { actor }) => {
      await renewFeed(deps, { id, author: actor, at: deps.clock.now() });
      return linkOf(id);
    }),
    handler(api.listOnCallPages, async () => ({
      pages: await Promise.all(boardIds(deps.policy.current()).map(pageOf)),
    })),
    handler(api.renewOnCallPage, async ({ id }, { actor }) => {
      if (!boardIds(deps.policy.current()).includes(id)) throw notFound('page', id);
      await renewLink(deps, { kind: 'on-call-page', id }, { author: actor, at: deps.clock.now() });
      return pageOf(id);
    }),
  ];
}

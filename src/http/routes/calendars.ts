/** Answers the endpoints of calendar feeds. */
import * as api from '../../api/on-call.ts';
import { type FeedId, feedGeneration, feedIds, renewFeed } from '../../app/on-call/calendar-feeds.ts';
import type { OverrideDeps } from '../../app/on-call/make-overrides.ts';
import { handler, type Handler } from '../handler.ts';

type Deps = Pick<OverrideDeps, 'store' | 'clock' | 'ids' | 'policy'> & {
  /** The address of a feed; a path while the outside address is not known. */
  readonly calendarUrl: (id: FeedId, generation: number) => string;
};

export function calendarHandlers(deps: Deps): readonly Handler[] {
  const linkOf = async (id: FeedId) => ({ id, url: deps.calendarUrl(id, await feedGeneration(deps, id)) });
  return [
    handler(api.listCalendars, async () => ({
      calendars: await Promise.all(feedIds(deps.policy.current()).map(linkOf)),
    })),
    handler(api.renewCalendar, async ({ id }, { actor }) => {
      await renewFeed(deps, { id, author: actor, at: deps.clock.now() });
      return linkOf(id);
    }),
  ];
}

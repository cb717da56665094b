/** `/calendar/<token>.ics`: a feed of who is on call, as calendar programs read it. */
import { createHash } from 'node:crypto';
import { ICalCalendar } from 'ical-generator';
import { type Duty, type Feed, feedGeneration, readFeed } from '../app/on-call/calendar-feeds.ts';
import { isoOf } from '../domain/time/instant.ts';
import type { ReadToken } from '../platform/tokens.ts';

type Deps = Parameters<typeof readFeed>[0] & {
  readonly readToken: (token: string) => ReadToken | undefined;
};

/** `undefined` for an unknown link, one that was renewed, and one whose schedule or person is no more. */
export function calendarFeed(deps: Deps): (token: string) => Promise<string | undefined> {
  return async (token) => {
    const read = deps.readToken(token);
    if (read === undefined || !read.isOf(await feedGeneration(deps, read.id))) return undefined;
    const feed = await readFeed(deps, read.id);
    const { people } = deps.policy.current();
    return feed === undefined
      ? undefined
      : calendarText(feed, (person) => people.get(person)?.name ?? person);
  };
}

const HOURLY = 3600;

/** Times are in UTC, so that no calendar program's idea of a zone can move them. */
export function calendarText({ title, duties }: Feed, nameOf: (person: string) => string): string {
  const calendar = new ICalCalendar({ name: oneLine(title), prodId: '//Tabduty//On call//EN', ttl: HOURLY });
  for (const duty of duties) {
    const standIn = duty.inFor === undefined ? '' : ` for ${nameOf(duty.inFor)}`;
    calendar.createEvent({
      id: idOf(duty),
      start: new Date(duty.from),
      end: new Date(duty.to),
      // The same feed twice is the same text.
      stamp: new Date(duty.from),
      summary: oneLine(`${nameOf(duty.person)}${standIn} (${duty.schedule})`),
      description: oneLine(`On call in ${duty.schedule}${standIn}`),
    });
  }
  return calendar.toString();
}

/** A carriage return in a name would end the line, and the library lets it through. */
function oneLine(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f]+/g, ' ');
}

function idOf({ schedule, person, from }: Duty): string {
  const text = JSON.stringify([schedule, person, isoOf(from)]);
  return `${createHash('sha256').update(text).digest('hex').slice(0, 32)}@tabduty`;
}

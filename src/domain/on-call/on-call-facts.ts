/** Who is on call now and next, as lines of a message. */
import type { BriefingFact } from '../briefing/briefing.ts';
import { localText } from '../time/civil.ts';
import { after, DAY, type Instant } from '../time/instant.ts';
import type { Policy, Route, SchedulePolicy } from '../policy.ts';
import { untrusted } from '../briefing/untrusted.ts';
import { type OnCall, onCallBetween } from './resolve.ts';

const MOST_SCHEDULES = 3;
/** How far the next shift is looked for. */
const AHEAD = 31 * DAY;

/** The schedules that these routes page; where they page nobody, all. */
export function schedulesPaged(
  { escalations, schedules }: Policy,
  routes: readonly Route[],
): readonly string[] {
  const steps = routes.flatMap(({ page }) => escalations.get(page ?? '')?.steps ?? []);
  const paged = steps.flatMap((s) => s.tell.flatMap((t) => (t.kind === 'schedule' ? t.name : [])));
  return [...(paged.length > 0 ? new Set(paged) : schedules.keys())];
}

export function onCallFacts(
  schedules: readonly SchedulePolicy[],
  nameOf: (person: string) => string,
  at: Instant,
): readonly BriefingFact[] {
  const names = (who: OnCall) =>
    who.kind === 'gap' ? 'nobody' : [...new Set(who.people.map((p) => nameOf(p.person)))].join(', ');
  const facts = schedules.slice(0, MOST_SCHEDULES).map((schedule) => {
    const [now, next] = onCallBetween(schedule, at, after(at, AHEAD));
    const until = next && `${localText(next.from, schedule.zone)}, then ${names(next.who)}`;
    const text = `${now ? names(now.who) : 'nobody'}${until ? ` until ${until}` : ''}`;
    return { title: `On call: ${schedule.name}`, value: untrusted(text) };
  });
  const more = schedules.length - facts.length;
  return more > 0 ? [...facts, { title: 'On call besides', value: `${more} more schedules` }] : facts;
}

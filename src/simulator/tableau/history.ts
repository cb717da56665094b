/** Jobs that ended before the simulator started, as their schedules and habits would have made them. */
import { type Instant, MINUTE, type Millis, after, instant } from '../../domain/time/instant.ts';
import { outcomeByHabit } from './habit.ts';
import { countOutcome } from './refresh.ts';
import type { Chance } from '../shared/seed.ts';
import type { Content, Job, World } from './world.ts';

/** Content that fails every time would come out suspended, and then would never fail before anyone's eyes. */
const NEVER_SUSPENDED = 0;

export function addHistory(world: World, length: Millis, now: Instant, chance: Chance): void {
  const jobs = world.contents.flatMap((content) => jobsOf(content, length, now, chance));
  for (const job of jobs.toSorted((a, b) => a.createdAt - b.createdAt)) world.addJob(job);
}

function jobsOf(content: Content, length: Millis, now: Instant, chance: Chance): Job[] {
  const { task } = content;
  if (task === undefined) return [];
  const jobs: Job[] = [];
  const { every } = task.schedule;
  const phase = chance.below(Math.min(every, 6 * 60 * MINUTE));
  const runs = Math.floor((length - phase) / every);
  for (let run = runs; run >= 0; run--) {
    const createdAt = instant(now - phase - run * every);
    if (now - createdAt > length || now - createdAt < MINUTE) continue;
    const job = endedJob(content, createdAt, now, chance);
    content.last = job;
    jobs.push(job);
  }
  // Tableau's counter would have reached its limit long ago for content that always fails.
  task.consecutiveFailed = Math.min(task.consecutiveFailed, 1);
  return jobs;
}

function endedJob(content: Content, createdAt: Instant, now: Instant, chance: Chance): Job {
  const outcome = outcomeByHabit(content, chance);
  countOutcome(content, outcome, NEVER_SUSPENDED);
  const startedAt = after(createdAt, chance.below(20_000));
  const takes = Math.min(MINUTE + chance.below(10 * MINUTE), now - startedAt);
  return {
    luid: chance.luid(),
    site: content.site,
    content,
    subject: content,
    jobType: 'refresh_extracts',
    priority: 50,
    createdAt,
    status: outcome.ok ? 'Success' : 'Failed',
    startedAt,
    endedAt: after(startedAt, takes),
    notes: outcome.ok ? undefined : outcome.notes,
    entry: undefined,
  };
}

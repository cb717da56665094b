/** Refresh schedules: when each comes round, what happens then, and what they say about the next time. */
import type { Clock } from '../../app/ports/clock.ts';
import { type Instant, after, instant } from '../../domain/time/instant.ts';
import type { Agenda } from './agenda.ts';
import type { Refreshes } from './refresh.ts';
import type { Content, Task, World } from './world.ts';

type Deps = {
  readonly clock: Clock;
  readonly agenda: Agenda;
  readonly refreshes: Refreshes;
  readonly world: World;
  readonly autoRun: boolean;
};

export class Schedules {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  start(): void {
    for (const content of this.#deps.world.contents) {
      if (content.task !== undefined) this.#arm(content, content.task);
    }
  }

  /** Moves the next run of a content to another time. */
  runAt(content: Content, task: Task, at: Instant): void {
    task.nextRunAt = at;
    this.#arm(content, task, true);
  }

  stop(content: Content): void {
    if (content.task?.entry !== undefined) this.#deps.agenda.cancel(content.task.entry);
  }

  #arm(content: Content, task: Task, asked = false): void {
    if (task.entry !== undefined) this.#deps.agenda.cancel(task.entry);
    task.entry = undefined;
    if (!this.#deps.autoRun && !asked) return;
    task.entry = this.#deps.agenda.at(task.nextRunAt, () => this.#due(content, task));
  }

  /** A suspended, skipped or still running refresh lets its time pass without a job and without an event. */
  #due(content: Content, task: Task): void {
    task.nextRunAt = after(task.nextRunAt, task.period);
    if (task.skip > 0) task.skip--;
    else if (!task.suspended && content.running === undefined) this.#deps.refreshes.begin(content);
    this.#arm(content, task);
  }
}

/** Where schedules do not run, the printed time still moves on, so that it never lies in the past. */
export function nextRunOf(task: Task, now: Instant): Instant {
  if (task.entry !== undefined || task.nextRunAt > now) return task.nextRunAt;
  const missed = Math.floor((now - task.nextRunAt) / task.period) + 1;
  return instant(task.nextRunAt + missed * task.period);
}

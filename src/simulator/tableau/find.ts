/** Finds what somebody who drives the simulator names, and says what there is when it is not found. */
import { type Reason, REASONS, isReason, notesOf } from './reasons.ts';
import { ControlMistake } from './refusal.ts';
import type { Pat, Sessions } from './sessions.ts';
import type { Content, Outcome, Task, User, Webhook, World } from './world.ts';

export function contentNamed(world: World, nameOrLuid: string): Content {
  const found = world.contentNamed(nameOrLuid);
  if (found !== undefined) return found;
  throw missing(
    'content',
    nameOrLuid,
    world.contents.map(({ name }) => name),
  );
}

export function taskNamed(world: World, nameOrLuid: string): { content: Content; task: Task } {
  const content = contentNamed(world, nameOrLuid);
  if (content.task === undefined) throw new ControlMistake(`"${content.name}" has no refresh schedule`);
  return { content, task: content.task };
}

export function webhookNamed(world: World, nameOrLuid: string): Webhook {
  const found =
    world.webhooks.find(({ luid }) => luid === nameOrLuid) ??
    world.webhooks.find(({ name }) => name === nameOrLuid);
  if (found !== undefined) return found;
  throw missing(
    'webhook',
    nameOrLuid,
    world.webhooks.map(({ name }) => name),
  );
}

export function userNamed(world: World, name: string, like: Content): User {
  const members = world.users.filter(({ site }) => site === like.site);
  const found = members.find((user) => user.name === name);
  if (found !== undefined) return found;
  throw missing(
    'user',
    name,
    members.map((user) => user.name),
  );
}

export function patNamed(sessions: Sessions, name: string): Pat {
  const found = sessions.pats.find(({ options }) => options.name === name);
  if (found !== undefined) return found;
  throw missing(
    'personal access token',
    name,
    sessions.pats.map(({ options }) => options.name),
  );
}

/** A reason by its word, or notes in somebody's own words. */
export function failureFor(content: Content, reason: string | undefined, notes: string | undefined): Outcome {
  if (notes !== undefined) return { ok: false, notes };
  return { ok: false, notes: notesOf(reasonNamed(reason ?? 'login-failed'), content.name) };
}

function reasonNamed(word: string): Reason {
  if (isReason(word)) return word;
  throw missing('reason', word, REASONS);
}

function missing(what: string, name: string, known: readonly string[]): ControlMistake {
  const shown = known.slice(0, 60).join(', ');
  return new ControlMistake(
    `there is no ${what} "${name}"; there ${shown === '' ? 'is none' : `is ${shown}`}`,
  );
}

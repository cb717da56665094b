/** Extract refresh tasks: list, one, run now. */
import { HOUR } from '../../../domain/time/instant.ts';
import { ERROR_CODE, SINCE, atLeast } from '../../../tableau/wire.ts';
import { type Answer, type Node, list, ok } from '../answer.ts';
import type { SiteCall } from '../call.ts';
import { secondText } from '../events.ts';
import { flagAt, objectAt, onlyKnown } from '../fields.ts';
import type { Parts } from '../parts.ts';
import { Refusal } from '../refusal.ts';
import { nextRunOf } from '../schedule.ts';
import { type Content, isAdmin, type Task } from '../world.ts';
import { jobNode, numberOf } from './jobs.ts';

type WithTask = { readonly content: Content; readonly task: Task };

/** Tableau neither pages nor filters this list. */
export function listTasks(parts: Parts, call: SiteCall): Answer {
  return ok({
    tasks: list(
      'task',
      tasksOn(parts, call).map((found) => taskNode(parts, found)),
    ),
  });
}

export function getTask(parts: Parts, call: SiteCall): Answer {
  return ok({ task: taskNode(parts, taskAt(parts, call)) });
}

export function runTask(parts: Parts, call: SiteCall): Answer {
  onlyKnown(call.fields, []);
  return startRefresh(parts, call, taskAt(parts, call).content, false);
}

/** Refresh Now of a workbook or a data source. */
export function refreshContent(parts: Parts, call: SiteCall, content: Content): Answer {
  const knowsIncremental = atLeast(call.version, SINCE.incrementalRefresh);
  onlyKnown(call.fields, knowsIncremental ? ['extractRefresh'] : []);
  const options = objectAt(call.fields, 'extractRefresh') ?? {};
  onlyKnown(options, ['incremental']);
  return startRefresh(parts, call, content, flagAt(options, 'incremental') ?? false);
}

function startRefresh(
  parts: Parts,
  { site, user }: SiteCall,
  content: Content,
  incremental: boolean,
): Answer {
  if (!isAdmin(user) && content.owner !== user)
    throw new Refusal(ERROR_CODE.forbidden, 'The user does not have permission to refresh this content.');
  const { limits, switches, clock, refreshes } = parts;
  if (!content.hasExtracts) {
    throw new Refusal(
      ERROR_CODE.refreshNotAllowed,
      `Extract operation for the ${content.kind} '${content.luid}' is not allowed.`,
    );
  }
  if (content.running !== undefined) {
    throw new Refusal(
      ERROR_CODE.refreshAlreadyQueued,
      `Job for '${content.name}' is already queued. Not queuing a duplicate.`,
    );
  }
  limits.use('refresh starts', site, switches.refreshesPerHour, HOUR, clock.now());
  const job = refreshes.begin(content, { incremental });
  return { status: 202, body: { job: jobNode(parts, job) } };
}

/** Who is no administrator sees only tasks of their own content. */
function tasksOn({ world }: Parts, { site, user }: SiteCall): WithTask[] {
  const sees = (content: Content) => content.site === site && (isAdmin(user) || content.owner === user);
  return world.contents.flatMap((content) =>
    sees(content) && content.task !== undefined ? [{ content, task: content.task }] : [],
  );
}

function taskAt(parts: Parts, call: SiteCall): WithTask {
  const luid = call.at['task'] ?? '';
  const found = tasksOn(parts, call).find(({ task }) => task.luid === luid);
  if (found === undefined) throw new Refusal(ERROR_CODE.taskUnknown, `Task '${luid}' could not be found.`);
  return found;
}

function taskNode(parts: Parts, { content, task }: WithTask): Node {
  return {
    extractRefresh: {
      id: task.luid,
      priority: numberOf(parts, 50),
      consecutiveFailedCount: numberOf(parts, task.consecutiveFailed),
      type: 'RefreshExtractTask',
      schedule: scheduleNode(parts, content, task),
      [content.kind]: { id: content.luid },
    },
  };
}

function scheduleNode(parts: Parts, content: Content, task: Task): Node | undefined {
  const { edition, scheduleShape } = parts.switches;
  const shape = scheduleShape === 'edition' ? edition : scheduleShape;
  const { frequency, start, every } = task.schedule;
  const nextRunAt = secondText(nextRunOf(task, parts.clock.now()));
  switch (shape) {
    case 'none':
      return undefined;
    case 'server':
      return {
        id: task.scheduleLuid,
        name: `${frequency} ${start}`,
        state: 'Active',
        priority: numberOf(parts, 50),
        createdAt: secondText(content.createdAt),
        updatedAt: secondText(content.createdAt),
        type: 'Extract',
        frequency,
        nextRunAt,
      };
    case 'cloud': {
      const intervals = frequency === 'Weekly' ? { weekDay: 'Monday' } : { hours: String(every / HOUR) };
      return {
        frequency,
        nextRunAt,
        frequencyDetails: { start: `${start}:00`, intervals: list('interval', [intervals]) },
      };
    }
  }
}

/** What the simulator shows of itself to tests, to its page and to the control API: plain data, JSON all through. */
import type { NumberedCall } from './call-log.ts';
import type { Parts } from './parts.ts';
import { nextRunOf } from './schedule.ts';
import type { Delivery } from './sender.ts';
import type { Pat } from './sessions.ts';
import type { Content, Job, Webhook } from './world.ts';

export type WebhookView = {
  readonly luid: string;
  readonly site: string;
  readonly name: string;
  readonly event: string;
  readonly url: string;
  readonly isEnabled: boolean;
  readonly statusChangeReason: string;
};

export type AttemptView = {
  readonly at: number;
  readonly tookMs: number;
  readonly status?: number;
  readonly body?: string;
  readonly error?: string;
};

export type DeliveryView = {
  readonly number: number;
  readonly webhook: string;
  readonly event: string;
  readonly content: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly state: Delivery['state'];
  readonly attempts: readonly AttemptView[];
};

export type JobView = {
  readonly luid: string;
  readonly content: string;
  readonly contentLuid: string;
  readonly jobType: string;
  readonly status: Job['status'];
  readonly createdAt: number;
  readonly startedAt?: number;
  readonly endedAt?: number;
  readonly notes?: string;
};

export type ContentView = {
  readonly luid: string;
  /** The number in links to it. */
  readonly number: number;
  readonly site: string;
  readonly kind: Content['kind'];
  readonly name: string;
  readonly project: string;
  readonly owner: string;
  readonly tags: readonly string[];
  readonly hasExtracts: boolean;
  readonly refresh: 'none' | 'idle' | 'running' | 'suspended';
  readonly consecutiveFailed: number;
  readonly taskLuid?: string;
  readonly nextRunAt?: number;
  readonly last?: JobView;
};

export type PatView = {
  readonly name: string;
  readonly state: 'good' | 'expired' | 'revoked';
  readonly expiresAt?: number;
};

/** What the page shows: everything of now, and the newest deliveries first. */
export type StateView = {
  readonly now: number;
  readonly down: boolean;
  readonly faults: number;
  readonly content: readonly ContentView[];
  readonly webhooks: readonly WebhookView[];
  readonly deliveries: readonly Omit<DeliveryView, 'headers' | 'body'>[];
  readonly pats: readonly PatView[];
  readonly calls: number;
  /** Newest first. */
  readonly newestCalls: readonly NumberedCall[];
};

export function patView({ options, expiresAt, revoked }: Pat, now: number): PatView {
  const expired = expiresAt !== undefined && expiresAt <= now;
  const state = revoked ? 'revoked' : expired ? 'expired' : 'good';
  return { name: options.name, state, ...(expiresAt === undefined ? {} : { expiresAt }) };
}

export function webhookView({ luid, site, ...webhook }: Webhook): WebhookView {
  const { name, event, url, isEnabled, statusChangeReason } = webhook;
  return { luid, site: site.contentUrl, name, event, url, isEnabled, statusChangeReason };
}

export function deliveryView(delivery: Delivery): DeliveryView {
  const { number, webhook, occurrence, url, headers, body, state, attempts } = delivery;
  return {
    number,
    webhook: webhook.name,
    event: occurrence.event,
    content: occurrence.resourceName,
    url,
    headers,
    body,
    state,
    attempts: attempts.map(({ at, tookMs, result }) =>
      result.kind === 'answered'
        ? { at, tookMs, status: result.status, body: result.body }
        : { at, tookMs, error: result.error },
    ),
  };
}

export function jobView(job: Job): JobView {
  return {
    luid: job.luid,
    content: job.subject.name,
    contentLuid: job.subject.luid,
    jobType: job.jobType,
    status: job.status,
    createdAt: job.createdAt,
    ...(job.startedAt === undefined ? {} : { startedAt: job.startedAt }),
    ...(job.endedAt === undefined ? {} : { endedAt: job.endedAt }),
    ...(job.notes === undefined ? {} : { notes: job.notes }),
  };
}

export function contentView({ clock }: Parts, content: Content): ContentView {
  const { task } = content;
  return {
    luid: content.luid,
    number: content.number,
    site: content.site.contentUrl,
    kind: content.kind,
    name: content.name,
    project: content.project?.path ?? 'Personal Space',
    owner: content.owner.fullName,
    tags: content.tags,
    hasExtracts: content.hasExtracts,
    refresh: refreshOf(content),
    consecutiveFailed: task?.consecutiveFailed ?? content.badRuns,
    ...(task === undefined ? {} : { taskLuid: task.luid, nextRunAt: nextRunOf(task, clock.now()) }),
    ...(content.last === undefined ? {} : { last: jobView(content.last) }),
  };
}

function refreshOf(content: Content): ContentView['refresh'] {
  if (content.running !== undefined) return 'running';
  if (content.task?.suspended === true) return 'suspended';
  return content.hasExtracts ? 'idle' : 'none';
}

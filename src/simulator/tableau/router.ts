/** Which call of the REST API a method and a path mean, since which version, and who may make it. */
import { SINCE, compareVersions } from '../../tableau/wire.ts';
import type { Answer } from './answer.ts';
import type { Call, SiteCall } from './call.ts';
import type { Parts } from './parts.ts';
import { serverInfo, getSite } from './routes/auth.ts';
import { getContent, listContent, refresh } from './routes/content.ts';
import { cancelJob, getJob, listJobs } from './routes/jobs.ts';
import { getUser, listProjects, listUsers } from './routes/people.ts';
import { getTask, listTasks, runTask } from './routes/tasks.ts';
import {
  createWebhook,
  deleteWebhook,
  getWebhook,
  listWebhooks,
  testWebhook,
  updateWebhook,
} from './routes/webhooks.ts';

type Answered = Answer | Promise<Answer>;

export type Route = {
  readonly method: string;
  /** Segments after the version; one that begins with a colon takes what stands there. */
  readonly path: string;
  readonly since: string;
} & (
  | { readonly who: 'anybody'; readonly handle: (parts: Parts, call: Call) => Answered }
  | { readonly who: 'sign-in' }
  | { readonly who: 'sign-out' }
  | { readonly who: 'member' | 'admin'; readonly handle: (parts: Parts, call: SiteCall) => Answered }
);

export type Match =
  | { readonly kind: 'route'; readonly route: Route; readonly at: Readonly<Record<string, string>> }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'wrong-method' };

export function routeOf(method: string, version: string, path: string, newest: string): Match {
  const tooNew = compareVersions(version, newest) > 0;
  const candidates = tooNew ? [] : ROUTES.filter((route) => compareVersions(version, route.since) >= 0);
  let found = false;
  for (const route of candidates) {
    const at = placesOf(route.path, path);
    if (at === undefined) continue;
    if (route.method === method) return { kind: 'route', route, at };
    found = true;
  }
  return { kind: found ? 'wrong-method' : 'unknown' };
}

/** Tableau's paths do not mind capitals: the Python client asks for serverInfo, others for serverinfo. */
function placesOf(pattern: string, path: string): Record<string, string> | undefined {
  const wanted = pattern.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return undefined;
  const places: Record<string, string> = {};
  for (const [index, segment] of wanted.entries()) {
    const value = given[index] ?? '';
    if (segment.startsWith(':')) places[segment.slice(1)] = decoded(value);
    else if (segment.toLowerCase() !== value.toLowerCase()) return undefined;
  }
  return places;
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

const ROUTES: readonly Route[] = [
  { method: 'GET', path: 'serverInfo', since: SINCE.serverInfo, who: 'anybody', handle: serverInfo },
  { method: 'POST', path: 'auth/signin', since: '2.0', who: 'sign-in' },
  { method: 'POST', path: 'auth/signout', since: '2.0', who: 'sign-out' },
  ...onSite('member', '2.0', [['GET', '', getSite]]),
  ...onSite('admin', SINCE.webhooks, [
    ['POST', '/webhooks', createWebhook],
    ['GET', '/webhooks', listWebhooks],
    ['GET', '/webhooks/:webhook', getWebhook],
    ['DELETE', '/webhooks/:webhook', deleteWebhook],
    ['GET', '/webhooks/:webhook/test', testWebhook],
  ]),
  ...onSite('admin', SINCE.webhookUpdate, [['PUT', '/webhooks/:webhook', updateWebhook]]),
  ...onSite('admin', SINCE.jobList, [['GET', '/jobs', listJobs]]),
  ...onSite('admin', SINCE.jobs, [['GET', '/jobs/:job', getJob]]),
  ...onSite('admin', SINCE.jobList, [['PUT', '/jobs/:job', cancelJob]]),
  ...onSite('member', SINCE.tasks, [
    ['GET', '/tasks/extractRefreshes', listTasks],
    ['GET', '/tasks/extractRefreshes/:task', getTask],
    ['POST', '/tasks/extractRefreshes/:task/runNow', runTask],
  ]),
  ...onSite('member', '2.0', [
    ['GET', '/datasources', (parts, call) => listContent(parts, call, 'datasource')],
    ['GET', '/datasources/:content', (parts, call) => getContent(parts, call, 'datasource')],
    ['GET', '/workbooks', (parts, call) => listContent(parts, call, 'workbook')],
    ['GET', '/workbooks/:content', (parts, call) => getContent(parts, call, 'workbook')],
    ['GET', '/projects', listProjects],
    ['GET', '/users', listUsers],
    ['GET', '/users/:user', getUser],
  ]),
  ...onSite('member', SINCE.refresh, [
    ['POST', '/datasources/:content/refresh', (parts, call) => refresh(parts, call, 'datasource')],
    ['POST', '/workbooks/:content/refresh', (parts, call) => refresh(parts, call, 'workbook')],
  ]),
];

type SiteRoute = readonly [method: string, path: string, handle: (parts: Parts, call: SiteCall) => Answered];

function onSite(who: 'member' | 'admin', since: string, routes: readonly SiteRoute[]): Route[] {
  return routes.map(([method, path, handle]) => ({ method, path: `sites/:site${path}`, since, who, handle }));
}

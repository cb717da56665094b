/** Endpoints that ask a Tableau site: a check of the connection, and its webhooks. */
import { z } from 'zod';
import { endpoint } from './endpoint.ts';

const site = z.string().min(1).max(64);
const webhook = z.string().min(1).max(300);
const url = z.string().min(1).max(2000);

const right = z.object({
  feature: z.string(),
  /** Missing when it could not be found out without changing something in Tableau. */
  level: z.enum(['none', 'read', 'manage']).optional(),
  wanted: z.enum(['none', 'read', 'manage']),
  enough: z.boolean(),
  text: z.string(),
  remedy: z.string().optional(),
});

const summary = z.object({
  id: z.string(),
  name: z.string(),
  event: z.string(),
  enabled: z.boolean(),
  reason: z.string(),
  /** Where it posts to, without the path: that may be a secret. */
  origin: z.string(),
  pointsHere: z.boolean(),
  owner: z.string().optional(),
});

export type WebhookSummary = z.output<typeof summary>;

export const listSites = endpoint({
  id: 'listSites',
  method: 'GET',
  path: '/tableau',
  permission: 'read',
  summary: 'The sites of the configuration in force',
  input: z.object({}),
  answer: z.object({ sites: z.array(z.string()) }),
});

export const checkTableau = endpoint({
  id: 'checkTableau',
  method: 'POST',
  path: '/tableau/:site/check',
  permission: 'operate',
  summary: 'Sign in to a Tableau site and look at its webhooks and at what the sign-in may do',
  input: z.object({ site }),
  answer: z.object({
    server: z.string(),
    contentUrl: z.string(),
    product: z.string().optional(),
    restApiVersion: z.string(),
    serverTime: z.string().optional(),
    siteId: z.string(),
    displacedAt: z.string().optional(),
    /** Of the user whose token it is; missing when Tableau does not tell. */
    siteRole: z.string().optional(),
    /** What that user may do, feature by feature. */
    rights: z.array(right),
    webhooks: z.array(summary),
  }),
});

export const listWebhooks = endpoint({
  id: 'listWebhooks',
  method: 'GET',
  path: '/tableau/:site/webhooks',
  permission: 'operate',
  summary: 'The webhooks of a Tableau site',
  input: z.object({ site }),
  answer: z.object({ webhooks: z.array(summary) }),
});

export const createWebhooks = endpoint({
  id: 'createWebhooks',
  method: 'POST',
  path: '/tableau/:site/webhooks',
  permission: 'configure',
  summary: 'Create webhooks in Tableau, one an event; those that exist stay',
  input: z.object({
    site,
    /** Tableau's names or Tabduty's words; none means those of the site's configuration. */
    events: z.array(z.string().max(100)).max(50).default([]),
    allRefreshEvents: z.boolean().default(false),
    name: z.string().min(1).max(300).optional(),
    url: url.optional(),
  }),
  answer: z.object({ created: z.array(summary), existing: z.array(summary) }),
});

export const showWebhook = endpoint({
  id: 'showWebhook',
  method: 'GET',
  path: '/tableau/:site/webhooks/:webhook',
  permission: 'secrets',
  summary: 'One webhook by name or id, with its whole address',
  input: z.object({ site, webhook }),
  answer: z.object({ webhook: summary.extend({ url: z.string() }) }),
});

export const updateWebhook = endpoint({
  id: 'updateWebhook',
  method: 'PUT',
  path: '/tableau/:site/webhooks/:webhook',
  permission: 'configure',
  summary: 'Change a webhook; what is missing stays as it is',
  input: z.object({
    site,
    webhook,
    name: z.string().min(1).max(300).optional(),
    event: z.string().max(100).optional(),
    url: url.optional(),
    enabled: z.boolean().optional(),
    reason: z.string().max(500).optional(),
  }),
  answer: z.object({ webhook: summary }),
});

export const deleteWebhook = endpoint({
  id: 'deleteWebhook',
  method: 'DELETE',
  path: '/tableau/:site/webhooks/:webhook',
  permission: 'configure',
  summary: 'Delete a webhook in Tableau',
  input: z.object({ site, webhook }),
  answer: z.object({ id: z.string(), name: z.string() }),
});

const step = z.object({
  kind: z.enum(['create', 'enable', 'update', 'adopt', 'delete']),
  event: z.string(),
  name: z.string(),
  owner: z.string().optional(),
  why: z.string(),
  /** Why it could not be carried out. */
  fault: z.string().optional(),
  remedy: z.string().optional(),
});

export type WebhookStepView = z.output<typeof step>;

const sync = z.object({
  steps: z.array(step),
  kept: z.array(summary),
  /** Not ours, and never touched. */
  left: z.array(summary.extend({ whose: z.enum(['other-tabduty', 'hand', 'foreign']) })),
  refused: z.array(z.string()),
});

export const planWebhookSync = endpoint({
  id: 'planWebhookSync',
  method: 'GET',
  path: '/tableau/:site/webhook-plan',
  permission: 'operate',
  summary: 'What would have to happen for the webhooks of a site to be those that it declares',
  input: z.object({ site, adopt: z.string().max(2000).default('') }),
  answer: sync,
});

export const syncWebhooks = endpoint({
  id: 'syncWebhooks',
  method: 'POST',
  path: '/tableau/:site/webhook-sync',
  permission: 'configure',
  summary: 'Make the webhooks of a site those that it declares; only those of this installation are touched',
  input: z.object({ site, adopt: z.string().max(2000).default('') }),
  answer: sync,
});

export const rotateHook = endpoint({
  id: 'rotateHook',
  method: 'POST',
  path: '/hooks/:site/rotate',
  permission: 'secrets',
  summary:
    'Give the hook of a site a new key and move its webhooks; the old key stays valid until they have moved',
  input: z.object({ site }),
  answer: z.object({
    url: z.string(),
    moved: z.array(step),
    behind: z.array(summary),
    oldEndsAt: z.string().optional(),
  }),
});

export const testWebhook = endpoint({
  id: 'testWebhook',
  method: 'POST',
  path: '/tableau/:site/webhooks/:webhook/test',
  permission: 'operate',
  summary: 'Let Tableau call the destination of a webhook',
  input: z.object({ site, webhook }),
  answer: z.object({ name: z.string(), status: z.number(), body: z.string() }),
});

/** Endpoints that take a site over from Postman and Power Automate. */
import { z } from 'zod';
import { faultSchema } from './config.ts';
import { endpoint } from './endpoint.ts';

const place = { server: z.string().min(1).max(300), contentUrl: z.string().max(200) };

const webhook = z.object({
  id: z.string(),
  name: z.string(),
  event: z.string(),
  enabled: z.boolean(),
  reason: z.string(),
  /** Where it posts to, without the path: that is a secret. */
  origin: z.string(),
  owner: z.string().optional(),
});

const explained = webhook.extend({ why: z.string() });

export const findSite = endpoint({
  id: 'findSite',
  method: 'GET',
  path: '/import/site',
  permission: 'read',
  summary: 'Whether the configuration has a site of Tableau, and the name of its token',
  input: z.object(place),
  answer: z.object({ site: z.string().optional(), tokenName: z.string().optional() }),
});

export const importSite = endpoint({
  id: 'importSite',
  method: 'POST',
  path: '/import/site',
  permission: 'secrets',
  summary: 'Take a site with its Power Automate flows into the configuration, in shadow mode at first',
  input: z.object({
    ...place,
    /** Not needed for a site that has one. */
    token: z
      .object({ name: z.string().trim().min(1).max(200), secret: z.string().trim().min(1).max(4000) })
      .optional(),
    timeZone: z.string().max(100).default('UTC'),
    shadow: z.boolean().default(true),
    dryRun: z.boolean().default(false),
  }),
  answer: z.object({
    site: z.string(),
    isNewSite: z.boolean(),
    flows: z.array(
      z.object({
        receiver: z.string(),
        isKnown: z.boolean(),
        origin: z.string(),
        webhooks: z.array(webhook),
      }),
    ),
    /** Posts to a flow that cannot be taken over. */
    unusable: z.array(explained),
    /** Posts elsewhere, and is left alone. */
    others: z.array(webhook),
    /** What is written into the configuration. */
    entries: z.array(z.object({ part: z.enum(['sites', 'receivers', 'routes']), entry: z.string() })),
    edits: z.array(z.object({ path: z.string(), value: z.string() })),
    secrets: z.array(z.string()),
    outcome: z.discriminatedUnion('kind', [
      z.object({ kind: z.enum(['dry-run', 'unchanged']) }),
      z.object({ kind: z.literal('in-force'), revision: z.number(), warnings: z.array(faultSchema) }),
      z.object({ kind: z.literal('edit-file'), file: z.string().optional() }),
    ]),
  }),
});

const step = z.object({ kind: z.string(), name: z.string(), event: z.string() });

const replaced = webhook.extend({ receiver: z.string() });

const plan = {
  /** Webhooks of ours that are made or mended first. */
  steps: z.array(step),
  inShadow: z.array(z.string()),
  left: z.array(explained),
};

export const planReplacement = endpoint({
  id: 'planReplacement',
  method: 'GET',
  path: '/tableau/:site/replacement',
  permission: 'operate',
  summary: 'Which webhooks of a site would be replaced by ours',
  input: z.object({ site: z.string().min(1).max(64) }),
  answer: z.object({ ...plan, replaced: z.array(replaced) }),
});

export const replaceWebhooks = endpoint({
  id: 'replaceWebhooks',
  method: 'POST',
  path: '/tableau/:site/replacement',
  permission: 'configure',
  summary:
    'Make our webhooks, end shadow mode, then delete those that post to flows which receivers tell now',
  input: z.object({ site: z.string().min(1).max(64) }),
  answer: z.object({
    ...plan,
    /** The revision that ended shadow mode. */
    revision: z.number().optional(),
    deleted: z.array(replaced.extend({ fault: z.string().optional(), remedy: z.string().optional() })),
  }),
});

/** What Tableau's documents say, read leniently: numbers as texts, lists in every shape, members that some versions lack. */
import { z } from 'zod';
import type { Webhook, WebhookTest } from '../app/ports/tableau.ts';
import { itemsOf, textOrValue, words } from './lenient.ts';
import { eventOf } from './wire.ts';

export type Session = { readonly token: string; readonly siteId: string; readonly userId: string };

/** `undefined` when the document is not what was asked for. */
export function decodeSignIn(document: unknown): Session | undefined {
  const read = signIn.safeParse(document);
  if (!read.success) return undefined;
  const { token, site, user } = read.data.credentials;
  return { token, siteId: site.id, userId: user?.id ?? '' };
}

export function decodeServerInfo(
  document: unknown,
): { restApiVersion: string; product?: string } | undefined {
  const read = serverInfo.safeParse(document);
  if (!read.success) return undefined;
  const { restApiVersion, productVersion } = read.data.serverInfo;
  return { restApiVersion, ...(productVersion === undefined ? {} : { product: productVersion }) };
}

export function decodeWebhook(document: unknown): Webhook | undefined {
  const read = z.object({ webhook }).safeParse(document);
  return read.success ? webhookOf(read.data.webhook) : undefined;
}

export function decodeWebhooks(document: unknown): readonly Webhook[] | undefined {
  return itemsOf(document, 'webhooks', 'webhook', webhook)?.items.map(webhookOf);
}

export function decodeTest(document: unknown): WebhookTest | undefined {
  const read = testResult.safeParse(document);
  return read.success ? read.data.webhookTestResult : undefined;
}

export function decodeError(document: unknown): { code: string; detail: string } | undefined {
  const read = error.safeParse(document);
  return read.success ? read.data.error : undefined;
}

const signIn = z.object({
  credentials: z.object({
    token: z.string().min(1),
    site: z.object({ id: z.string().min(1) }),
    user: z.object({ id: z.string() }).optional(),
  }),
});

const serverInfo = z.object({
  serverInfo: z.object({
    restApiVersion: textOrValue.pipe(z.string().regex(/^\d{1,4}\.\d{1,4}$/)),
    productVersion: textOrValue.optional(),
  }),
});

const webhook = z.object({
  id: z.string().min(1),
  name: words.default(''),
  event: z.string().optional(),
  isEnabled: words.optional(),
  statusChangeReason: words.nullish(),
  'webhook-source': z.record(z.string(), z.unknown()).optional().catch(undefined),
  'webhook-destination': z
    .object({ 'webhook-destination-http': z.object({ url: z.string().default('') }).optional() })
    .optional(),
  owner: z.object({ id: z.string().optional(), name: words.optional() }).optional(),
});

const testResult = z.object({
  webhookTestResult: z.object({
    status: words.transform(Number).pipe(z.number().int()),
    body: textOrValue.catch(''),
  }),
});

const error = z.object({
  error: z.object({ code: words, detail: words.default('') }),
});

function webhookOf(read: z.output<typeof webhook>): Webhook {
  const element = Object.keys(read['webhook-source'] ?? {})[0];
  const said = read.event ?? element ?? '';
  return {
    id: read.id,
    name: read.name,
    event: eventOf(said) ?? said,
    enabled: read.isEnabled !== 'false',
    reason: read.statusChangeReason ?? '',
    url: read['webhook-destination']?.['webhook-destination-http']?.url ?? '',
    owner: read.owner?.name ?? read.owner?.id,
  };
}

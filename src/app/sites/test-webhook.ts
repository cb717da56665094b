/** Lets Tableau call the destination of a webhook and answers what came of it. */
import { audited, type AuditDeps } from '../story/audit.ts';
import { findWebhook } from './find-webhook.ts';
import { maskAddresses } from './mask-addresses.ts';
import type { TableauSite, WebhookTest } from '../ports/tableau.ts';

export async function testWebhook(
  deps: AuditDeps,
  site: TableauSite,
  idOrName: string,
  actor: string,
): Promise<WebhookTest & { readonly name: string }> {
  const { id, name } = await findWebhook(site, idOrName);
  const deed = { actor, action: 'webhook test', subject: `${site.slug}/${name}`, detail: id };
  const { status, body } = await audited(deps, deed, () => site.testWebhook(id));
  return { name, status, body: maskAddresses(body) };
}

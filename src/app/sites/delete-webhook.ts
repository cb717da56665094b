/** Deletes a webhook in Tableau. */
import { audited, type AuditDeps } from '../story/audit.ts';
import { findWebhook } from './find-webhook.ts';
import type { TableauSite } from '../ports/tableau.ts';

export async function deleteWebhook(
  deps: AuditDeps,
  site: TableauSite,
  idOrName: string,
  actor: string,
): Promise<{ id: string; name: string }> {
  const { id, name } = await findWebhook(site, idOrName);
  const deed = { actor, action: 'webhook delete', subject: `${site.slug}/${name}`, detail: id };
  await audited(deps, deed, () => site.deleteWebhook(id));
  return { id, name };
}

/** Changes a webhook in Tableau. */
import { audited, type AuditDeps } from '../story/audit.ts';
import { AppError } from '../errors.ts';
import { findWebhook } from './find-webhook.ts';
import type { TableauSite, Webhook, WebhookEdit } from '../ports/tableau.ts';
import { webhookEvents } from './webhook-events.ts';

export async function updateWebhook(
  deps: AuditDeps,
  site: TableauSite,
  idOrName: string,
  { event: word, ...edit }: WebhookEdit,
  actor: string,
): Promise<Webhook> {
  if (word === undefined && Object.values(edit).every((value) => value === undefined))
    throw new AppError('wrong-use', 'nothing to change was given', {
      remedy: 'give --enable, --disable, --name, --event or --url',
    });
  // Tableau keeps a reason only for a webhook that is disabled.
  if (edit.reason !== undefined && edit.enabled !== false)
    throw new AppError('wrong-use', 'a reason goes with disabling a webhook', { remedy: 'add --disable' });
  const event = word === undefined ? undefined : onlyEvent(word);
  const { id, name } = await findWebhook(site, idOrName);
  const detail = changesOf({ ...edit, event });
  const deed = { actor, action: 'webhook update', subject: `${site.slug}/${name}`, detail };
  return audited(deps, deed, () => site.updateWebhook(id, { ...edit, event }));
}

/** Names what is changed; an address may be a secret, so of it no more than that it changes. */
function changesOf({ name, event, url, enabled }: WebhookEdit): string {
  const parts = [
    name === undefined ? undefined : `name ${name}`,
    event === undefined ? undefined : `event ${event}`,
    url === undefined ? undefined : 'address',
    enabled === undefined ? undefined : enabled ? 'enabled' : 'disabled',
  ];
  return parts.filter((part) => part !== undefined).join(', ');
}

function onlyEvent(word: string): string | undefined {
  const [event, ...others] = webhookEvents([word]);
  if (others.length === 0) return event;
  throw new AppError('wrong-use', `${word} stands for several events, and a webhook has one`, {
    remedy: `give one of ${[event, ...others].join(', ')}`,
  });
}

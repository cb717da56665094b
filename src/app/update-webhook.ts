/** Changes a webhook in Tableau. */
import { AppError } from './errors.ts';
import { findWebhook } from './find-webhook.ts';
import type { TableauSite, Webhook, WebhookEdit } from './ports/tableau.ts';
import { webhookEvents } from './webhook-events.ts';

export async function updateWebhook(
  site: TableauSite,
  idOrName: string,
  { event: word, ...edit }: WebhookEdit,
): Promise<Webhook> {
  if (word === undefined && Object.values(edit).every((value) => value === undefined))
    throw new AppError('wrong-use', 'nothing to change was given', {
      remedy: 'give --enable, --disable, --name, --event or --url',
    });
  // Tableau keeps a reason only for a webhook that is disabled.
  if (edit.reason !== undefined && edit.enabled !== false)
    throw new AppError('wrong-use', 'a reason goes with disabling a webhook', { remedy: 'add --disable' });
  const event = word === undefined ? undefined : onlyEvent(word);
  const { id } = await findWebhook(site, idOrName);
  return site.updateWebhook(id, { ...edit, event });
}

function onlyEvent(word: string): string | undefined {
  const [event, ...others] = webhookEvents([word]);
  if (others.length === 0) return event;
  throw new AppError('wrong-use', `${word} stands for several events, and a webhook has one`, {
    remedy: `give one of ${[event, ...others].join(', ')}`,
  });
}

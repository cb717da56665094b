/** Finds a webhook by its id or its name. */
import { AppError } from '../errors.ts';
import type { TableauSite, Webhook } from '../ports/tableau.ts';

export async function findWebhook(site: TableauSite, idOrName: string): Promise<Webhook> {
  const all = await site.listWebhooks();
  const byId = all.find(({ id }) => id === idOrName);
  if (byId !== undefined) return byId;
  const [first, ...others] = all.filter(({ name }) => name === idOrName);
  if (first === undefined)
    throw new AppError('not-found', `the site ${site.slug} has no webhook ${JSON.stringify(idOrName)}`, {
      remedy: `tabduty tableau webhooks list ${site.slug} shows those that exist`,
    });
  if (others.length > 0)
    throw new AppError('conflict', `${others.length + 1} webhooks are named ${JSON.stringify(idOrName)}`, {
      remedy: `name one by its id: ${[first, ...others].map(({ id }) => id).join(', ')}`,
    });
  return first;
}

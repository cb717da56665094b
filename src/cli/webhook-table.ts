/** How webhooks are shown to people. */
import type { WebhookSummary } from '../api/tableau.ts';
import type { Output } from './output.ts';

export function webhookTable(out: Output, webhooks: readonly WebhookSummary[], empty: string): void {
  out.table(
    webhooks,
    [
      { title: 'NAME', value: (w) => w.name },
      { title: 'EVENT', value: (w) => w.event },
      { title: 'STATE', value: stateOf },
      { title: 'POSTS TO', value: (w) => (w.pointsHere ? `${w.origin} (this Tabduty)` : w.origin) },
      { title: 'OWNER', value: (w) => w.owner ?? '' },
      { title: 'ID', value: (w) => w.id },
    ],
    empty,
  );
}

export function stateOf({ enabled, reason }: Pick<WebhookSummary, 'enabled' | 'reason'>): string {
  if (enabled) return 'enabled';
  return reason === '' ? 'disabled' : `disabled: ${reason}`;
}

import { expect, it } from 'vitest';
import { routesOf, sortWebhooks } from './import-plan.ts';
import type { SeenWebhook } from './webhook-plan.ts';

const FLOW = 'https://prod-1.logic.azure.com/workflows/1/triggers/manual/paths/invoke?sig=a';

function webhook(event: string, url: string): SeenWebhook {
  return { id: event, name: event, event, enabled: true, reason: '', url, owner: undefined };
}

it('puts webhooks of one flow together, and leaves alone what posts elsewhere', () => {
  const seen = [
    webhook('WorkbookRefreshFailed', FLOW),
    webhook('DatasourceRefreshFailed', `${FLOW}&x=1`),
    webhook('WorkbookCreated', 'https://acme.com/x'),
    webhook('SomethingNew', FLOW),
    webhook('UserDeleted', FLOW.replace('sig=a', '')),
  ];

  const sorted = sortWebhooks(
    seen,
    (url) => (url.includes('sig=') ? undefined : 'has no signature'),
    () => 'flow 1',
  );

  expect(sorted.flows.map(({ webhooks }) => webhooks)).toEqual([seen.slice(0, 2)]);
  expect(sorted.others).toEqual([seen[2]]);
  expect(sorted.unusable.map(({ why }) => why)).toEqual([
    'its event is not known here',
    'its address has no signature',
  ]);
});

it.each([
  [['WorkbookRefreshFailed', 'DatasourceRefreshFailed'], [{ condition: 'refresh-failed' }]],
  [['WorkbookRefreshFailed'], [{ condition: 'refresh-failed', contentType: 'workbook' }]],
  [['WorkbookCreated'], [{ event: 'workbook-created' }]],
  [
    ['WorkbookRefreshStarted', 'UserDeleted'],
    [{ event: 'refresh-started', contentType: 'workbook' }, { event: 'user-deleted' }],
  ],
])('routes what the flow heard of, and no more: %j', (events, routes) => {
  expect(routesOf(events.map((event) => ({ event })))).toEqual(routes);
});

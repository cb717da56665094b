import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planWebhooks, type SeenWebhook, webhookName, type WebhookWishes } from './webhook-plan.ts';

const OURS = '0123456789';
const URL_NOW = 'https://tabduty.example.com/hooks/new';
const URL_OLD = 'https://tabduty.example.com/hooks/old';

const wishes = (over: Partial<WebhookWishes> = {}): WebhookWishes => ({
  installation: OURS,
  events: ['WorkbookRefreshFailed'],
  url: URL_NOW,
  postsHere: (url) => url.startsWith('https://tabduty.example.com/hooks/'),
  adopt: [],
  ...over,
});

function seen(over: Partial<SeenWebhook> = {}): SeenWebhook {
  const event = over.event ?? 'WorkbookRefreshFailed';
  return {
    id: 'w1',
    name: webhookName(OURS, event),
    event,
    enabled: true,
    reason: '',
    url: URL_NOW,
    owner: 'ana',
    ...over,
  };
}

describe('the plan of a site', () => {
  it('has nothing to do when the declared webhook is there, enabled and posts here', () => {
    expect(planWebhooks([seen()], wishes())).toEqual({ steps: [], kept: [seen()], left: [], refused: [] });
  });

  it('creates what is missing and deletes what is not declared any more, in this order', () => {
    const plan = planWebhooks([seen({ event: 'WorkbookDeleted' })], wishes());

    expect(plan.steps.map((s) => s.kind)).toEqual(['create', 'delete']);
  });

  it('enables what Tableau has disabled, and says why it was', () => {
    const [step] = planWebhooks([seen({ enabled: false, reason: 'failed 4 times' })], wishes()).steps;

    expect(step).toMatchObject({
      kind: 'enable',
      edit: { enabled: true },
      why: 'it is disabled: failed 4 times',
    });
  });

  it('moves to the new key what posts to an old one', () => {
    expect(planWebhooks([seen({ url: URL_OLD })], wishes()).steps).toMatchObject([
      { kind: 'update', edit: { url: URL_NOW } },
    ]);
  });

  it('keeps the best of two for one event', () => {
    const disabled = seen({ id: 'a', enabled: false });
    const good = seen({ id: 'b' });

    const plan = planWebhooks([disabled, good], wishes());

    expect(plan.kept).toEqual([good]);
    expect(plan.steps).toMatchObject([{ kind: 'delete', webhook: { id: 'a' } }]);
  });

  it('makes no second one beside one that somebody made by hand and that posts here', () => {
    const byHand = seen({ name: 'My webhook' });

    const plan = planWebhooks([byHand], wishes());

    expect(plan.steps).toEqual([]);
    expect(plan.left).toEqual([{ webhook: byHand, whose: 'hand' }]);
  });

  it('adopts what is asked for, without making another', () => {
    const recipe = seen({ name: 'Workbook-Refresh-Failed', url: 'https://prod-12.logic.azure.com/x' });

    const plan = planWebhooks([recipe], wishes({ adopt: ['Workbook-Refresh-Failed'] }));

    expect(plan.steps).toMatchObject([
      { kind: 'adopt', edit: { name: webhookName(OURS, 'WorkbookRefreshFailed'), url: URL_NOW } },
    ]);
  });

  it.each([
    ['nobody', 'there is no webhook'],
    ['tabduty-ffffffffff-WorkbookRefreshFailed', 'belongs to another Tabduty'],
    ['other-event', 'does not declare'],
  ])('refuses to adopt %s', (asked, why) => {
    const site = [
      seen({ id: 'x', name: 'tabduty-ffffffffff-WorkbookRefreshFailed' }),
      seen({ id: 'y', name: 'other-event', event: 'ViewDeleted', url: 'https://elsewhere.example.com' }),
    ];

    expect(planWebhooks(site, wishes({ adopt: [asked] })).refused).toEqual([expect.stringContaining(why)]);
  });

  const anyWebhook = fc.record({
    id: fc.uuid(),
    name: fc.oneof(
      fc.constantFrom(
        'x',
        'tabduty-0123456789-',
        'tabduty-ffffffffff-WorkbookRefreshFailed',
        'tabduty-short-A',
      ),
      fc.constantFrom('WorkbookRefreshFailed', 'ViewDeleted').map((e) => webhookName(OURS, e)),
    ),
    event: fc.constantFrom('WorkbookRefreshFailed', 'WorkbookRefreshSucceeded', 'ViewDeleted'),
    enabled: fc.boolean(),
    reason: fc.constant(''),
    url: fc.constantFrom(URL_NOW, URL_OLD, 'https://elsewhere.example.com/'),
    owner: fc.constant(undefined),
  });
  const anySite = fc.uniqueArray(anyWebhook, { maxLength: 8, selector: (w) => w.id });
  const anyEvents = fc.subarray(['WorkbookRefreshFailed', 'WorkbookRefreshSucceeded', 'ViewDeleted']);

  it('never touches what does not bear our id, unless it was asked for', () => {
    fc.assert(
      fc.property(anySite, anyEvents, (site, events) => {
        const { steps } = planWebhooks(site, wishes({ events }));

        return steps.every((s) => s.kind === 'create' || s.webhook.name.startsWith(`tabduty-${OURS}-`));
      }),
    );
  });

  it('has nothing to do once it has been carried out', () => {
    fc.assert(
      fc.property(anySite, anyEvents, (site, events) => {
        const after = carriedOut(site, planWebhooks(site, wishes({ events })).steps);

        return planWebhooks(after, wishes({ events })).steps.length === 0;
      }),
    );
  });
});

function carriedOut(
  site: readonly SeenWebhook[],
  steps: ReturnType<typeof planWebhooks>['steps'],
): readonly SeenWebhook[] {
  let after = [...site];
  for (const step of steps) {
    if (step.kind === 'create') after.push(seen({ id: step.event, name: step.name, event: step.event }));
    else if (step.kind === 'delete') after = after.filter((w) => w.id !== step.webhook.id);
    else after = after.map((w) => (w.id === step.webhook.id ? { ...w, ...step.edit } : w));
  }
  return after;
}

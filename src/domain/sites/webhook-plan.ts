/** What has to happen on Tableau so that a site's webhooks are those that its configuration declares. */

/** A webhook as Tableau shows it. */
export type SeenWebhook = {
  readonly id: string;
  readonly name: string;
  readonly event: string;
  readonly enabled: boolean;
  readonly reason: string;
  readonly url: string;
  readonly owner: string | undefined;
};

/** `why` is for people. An `edit` says only what is to become different. */
export type WebhookStep =
  | { readonly kind: 'create'; readonly event: string; readonly name: string; readonly why: string }
  | {
      readonly kind: 'enable' | 'update' | 'adopt';
      readonly webhook: SeenWebhook;
      readonly edit: { readonly name?: string; readonly url?: string; readonly enabled?: true };
      readonly why: string;
    }
  | { readonly kind: 'delete'; readonly webhook: SeenWebhook; readonly why: string };

/** `other-tabduty` bears the id of another installation; `hand` posts here, but is not named by this one. */
export type Whose = 'ours' | 'other-tabduty' | 'hand' | 'foreign';

export type WebhookPlan = {
  readonly steps: readonly WebhookStep[];
  /** What is as it should be. */
  readonly kept: readonly SeenWebhook[];
  /** What is not ours, and is never touched. */
  readonly left: readonly { readonly webhook: SeenWebhook; readonly whose: Exclude<Whose, 'ours'> }[];
  /** Asked for by name or id, and not possible, with the reason. */
  readonly refused: readonly string[];
};

export type WebhookWishes = {
  /** The id of this installation, which its webhooks bear in their names. */
  readonly installation: string;
  /** Tableau's own names. */
  readonly events: readonly string[];
  /** The address that Tableau is to post to. */
  readonly url: string;
  readonly postsHere: (url: string) => boolean;
  /** Names or ids of webhooks that are to become ours. */
  readonly adopt: readonly string[];
};

const OUR_NAME = /^tabduty-([0-9a-f]{10})-/;

export function webhookName(installation: string, event: string): string {
  return `tabduty-${installation}-${event}`;
}

export function whoseIs(
  webhook: SeenWebhook,
  wishes: Pick<WebhookWishes, 'installation' | 'postsHere'>,
): Whose {
  const [, installation] = OUR_NAME.exec(webhook.name) ?? [];
  if (installation !== undefined) return installation === wishes.installation ? 'ours' : 'other-tabduty';
  return wishes.postsHere(webhook.url) ? 'hand' : 'foreign';
}

/** One webhook an event: the best of ours is kept and mended, doubles and what is no longer declared go. */
export function planWebhooks(seen: readonly SeenWebhook[], wishes: WebhookWishes): WebhookPlan {
  const named = seen.map((webhook) => ({ webhook, whose: whoseIs(webhook, wishes) }));
  const { adopted, refused } = adoptions(named, wishes);
  const ours = named.flatMap(({ webhook, whose }) => (whose === 'ours' ? [webhook] : []));
  const steps: WebhookStep[] = [];
  const kept: SeenWebhook[] = [];
  for (const event of wishes.events) {
    const [first, ...doubles] = ours.filter((w) => w.event === event).sort(bestFirst(wishes.url));
    const taken = first ?? adopted.find((w) => w.event === event);
    const byHand = named.find((n) => n.whose === 'hand' && n.webhook.event === event && n.webhook.enabled);
    if (taken !== undefined) {
      const step = first === undefined ? adoption(taken, wishes) : mending(first, wishes);
      if (step === undefined) kept.push(taken);
      else steps.push(step);
    } else if (byHand === undefined) {
      const name = webhookName(wishes.installation, event);
      steps.push({ kind: 'create', event, name, why: 'it is declared, and the site has none' });
    }
    for (const webhook of doubles) steps.push({ kind: 'delete', webhook, why: 'another one does the same' });
  }
  for (const webhook of ours)
    if (!wishes.events.includes(webhook.event))
      steps.push({ kind: 'delete', webhook, why: 'its event is not declared any more' });
  const left = named.flatMap(({ webhook, whose }) =>
    whose === 'ours' || adopted.includes(webhook) ? [] : [{ webhook, whose }],
  );
  // What is new works before what is old goes.
  return {
    steps: [...steps.filter(isNoDelete), ...steps.filter((s) => !isNoDelete(s))],
    kept,
    left,
    refused,
  };
}

function isNoDelete({ kind }: WebhookStep): boolean {
  return kind !== 'delete';
}

function bestFirst(url: string): (a: SeenWebhook, b: SeenWebhook) => number {
  const worth = (w: SeenWebhook) => (w.url === url ? 2 : 0) + (w.enabled ? 1 : 0);
  return (a, b) => worth(b) - worth(a) || (a.id < b.id ? -1 : 1);
}

function mending(webhook: SeenWebhook, wishes: WebhookWishes): WebhookStep | undefined {
  const name = webhookName(wishes.installation, webhook.event);
  const moved = webhook.url === wishes.url ? {} : { url: wishes.url };
  const renamed = webhook.name === name ? {} : { name };
  const enabled = webhook.enabled ? {} : { enabled: true as const };
  const edit = { ...renamed, ...moved, ...enabled };
  const whys = [
    ...(webhook.enabled ? [] : [disabledWhy(webhook)]),
    ...('url' in moved ? ['it posts to an address that is no longer ours or will end'] : []),
    ...('name' in renamed ? ['its name is not the one that its event has'] : []),
  ];
  if (whys.length === 0) return undefined;
  const onlyDisabled = !webhook.enabled && whys.length === 1;
  return { kind: onlyDisabled ? 'enable' : 'update', webhook, edit, why: whys.join('; ') };
}

function disabledWhy({ reason }: SeenWebhook): string {
  return reason === '' ? 'Tableau has disabled it' : `it is disabled: ${reason}`;
}

function adoption(webhook: SeenWebhook, wishes: WebhookWishes): WebhookStep {
  return {
    kind: 'adopt',
    webhook,
    edit: {
      name: webhookName(wishes.installation, webhook.event),
      url: wishes.url,
      ...(webhook.enabled ? {} : { enabled: true as const }),
    },
    why: `it was asked for; it was named ${webhook.name}`,
  };
}

type Named = { readonly webhook: SeenWebhook; readonly whose: Whose };

function adoptions(
  named: readonly Named[],
  { adopt, events }: WebhookWishes,
): { adopted: readonly SeenWebhook[]; refused: readonly string[] } {
  const adopted: SeenWebhook[] = [];
  const refused: string[] = [];
  for (const asked of adopt) {
    const found = named.filter(({ webhook }) => webhook.id === asked || webhook.name === asked);
    const [one, ...others] = found;
    if (one === undefined) refused.push(`there is no webhook ${JSON.stringify(asked)}`);
    else if (others.length > 0)
      refused.push(`${found.length} webhooks are named ${JSON.stringify(asked)}; give an id`);
    else if (one.whose === 'ours') refused.push(`${asked} is ours already`);
    else if (one.whose === 'other-tabduty') refused.push(`${asked} belongs to another Tabduty`);
    else if (!events.includes(one.webhook.event))
      refused.push(`${asked} is for ${one.webhook.event}, which the site does not declare under events`);
    else if (hasOurs(named, one.webhook.event) || adopted.some((w) => w.event === one.webhook.event))
      refused.push(`${asked} is for ${one.webhook.event}, for which there is one of ours`);
    else adopted.push(one.webhook);
  }
  return { adopted, refused };
}

function hasOurs(named: readonly Named[], event: string): boolean {
  return named.some(({ webhook, whose }) => whose === 'ours' && webhook.event === event);
}

/** The page behind a card's link: what failed, since when, and what was done; no scripts, readable on a phone. */
import { createHash } from 'node:crypto';
import type { Clock } from '../app/ports/clock.ts';
import type { Store } from '../app/ports/store.ts';
import { storyOfIncarnation } from '../app/tell-story.ts';
import { after, DAY, durationText, type Instant, isoOf } from '../domain/instant.ts';
import type { Incarnation } from '../domain/records.ts';

type Deps = {
  readonly store: Store;
  readonly clock: Pick<Clock, 'now'>;
  readonly deliveryOf: (token: string) => string | undefined;
};

/** A link is good until its group has ended, and a day more. */
const AFTER_END = DAY;

/** `undefined` for an unknown link and for one that has expired: both look the same. */
export function alertPage({
  store,
  clock,
  deliveryOf,
}: Deps): (token: string) => Promise<string | undefined> {
  return async (token) => {
    const id = deliveryOf(token);
    const delivery = id === undefined ? undefined : await store.ask('delivery', { id });
    const notification = delivery && (await store.ask('notification', { id: delivery.notificationId }));
    if (delivery === undefined || notification === undefined) return undefined;
    if (await hasExpired(store, delivery.groupId, clock.now())) return undefined;
    const members = await Promise.all(
      notification.members.slice(0, 20).map((m) => store.ask('incarnation', { id: m })),
    );
    const alerts = members.filter((m) => m !== undefined);
    const sections = await Promise.all(alerts.map((a) => alertSection(store, a)));
    const heading = notification.briefing.title.untrusted;
    return page(
      heading,
      sections.length > 0 ? sections.join('') : '<p>Nothing is wrong: this was a test message.</p>',
    );
  };
}

async function hasExpired(store: Store, groupId: string | undefined, at: Instant): Promise<boolean> {
  if (groupId === undefined) return false;
  const { groups } = await store.ask('groupSlice', { ids: [groupId] });
  const endedAt = groups[0]?.endedAt;
  return endedAt !== undefined && at > after(endedAt, AFTER_END);
}

async function alertSection(store: Store, alert: Incarnation): Promise<string> {
  const story = await storyOfIncarnation({ store }, alert);
  const ended = alert.endedAt === undefined ? undefined : durationText(alert.endedAt - alert.openedAt);
  const state =
    alert.kind === 'notice' ? 'notice' : alert.state === 'open' ? 'failing' : `ended after ${ended ?? '?'}`;
  const facts: readonly (readonly [string, string])[] = [
    ['State', state],
    ['Site', alert.source],
    ['Since', utc(isoOf(alert.openedAt))],
    ['Last', utc(isoOf(alert.lastAt))],
    ['In a row', String(alert.streak)],
  ];
  return [
    `<section><h2>${html(alert.name)} <small>#${alert.number}</small></h2><dl>`,
    ...facts.map(([name, value]) => `<dt>${html(name)}</dt><dd>${html(value)}</dd>`),
    '</dl><h3>What happened</h3><ol>',
    ...story.map((line) => `<li><time>${html(utc(isoOf(line.at)))}</time> ${html(line.text)}</li>`),
    '</ol></section>',
  ].join('');
}

function utc(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
}

const STYLE = `:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}body{margin:0 auto;max-width:44rem;padding:1rem}
h1,h2{overflow-wrap:anywhere;line-height:1.25}dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1rem}
dt{opacity:.7}dd{margin:0}ol{padding-left:1.2rem}li{margin:.4rem 0;overflow-wrap:anywhere}time{opacity:.7;white-space:nowrap}`;

/** The policy of the page allows this one style sheet by its hash, and nothing else. */
export const STYLE_HASH: string = `sha256-${createHash('sha256').update(STYLE).digest('base64')}`;

function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${html(title)}</title><style>${STYLE}</style></head><body><h1>${html(title)}</h1>${body}</body></html>`;
}

/** The one escape of this page. Characters that turn the reading direction become visible. */
function html(text: string): string {
  return text
    .replace(/[\u0000-\u001f\u007f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, ' ')
    .replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}

/** Makes a briefing from a group's members: what is said, in our words, before any destination is known. */
import type { Briefing, BriefingFact, BriefingItem, Severity } from './briefing.ts';
import { ALL_EVENTS } from './event-catalog.ts';
import { ownCondition } from './own-conditions.ts';
import type { Group, Incarnation } from './records.ts';
import type { Circumstances } from './step.ts';
import { watchCondition } from './watch-conditions.ts';
import { untrusted } from './untrusted.ts';

const MOST_ITEMS = 20;

export function composeBriefing(
  group: Group,
  incarnations: readonly Incarnation[],
  kind: Briefing['kind'],
  receiverName: string,
  now: Circumstances,
): Briefing {
  const items = incarnations.map((i) => itemOf(i)).sort(worstFirst);
  const first = incarnations[0];
  const receiver = now.policy.receivers.get(receiverName);
  const site = now.policy.sites.get(first?.labels.site?.[0] ?? '');
  return {
    v: 1,
    kind,
    number: group.number,
    title: untrusted(headline(group, incarnations, kind, now)),
    summary: summaryOf(items, kind, outlookOf(incarnations, now)),
    severity: severityOf(kind, incarnations),
    items: items.slice(0, MOST_ITEMS),
    more: Math.max(0, items.length - MOST_ITEMS),
    facts: factsOf(incarnations, site?.contentUrl),
    ...(group.settings.note === undefined ? {} : { note: group.settings.note }),
    people: [],
    actions: site ? [{ kind: 'open-in-tableau', url: jobsPage(site.server, site.contentUrl) }] : [],
    locale: receiver?.locale ?? 'en-GB',
    zone: receiver?.timeZone ?? site?.timeZone ?? 'UTC',
  };
}

function factsOf(
  incarnations: readonly Incarnation[],
  contentUrl: string | undefined,
): readonly BriefingFact[] {
  const [first, ...others] = incarnations;
  const site = first?.labels.site?.[0];
  const facts: BriefingFact[] =
    site === undefined ? [] : [{ title: 'Site', value: untrusted(siteName(site, contentUrl)) }];
  const { remedy, facts: known = [] } = (others.length === 0 ? first?.trouble : undefined) ?? {};
  for (const { title, value } of known) facts.push({ title, value: untrusted(value) });
  if (remedy !== undefined) facts.push({ title: 'What to do', value: untrusted(remedy) });
  return facts;
}

function siteName(slug: string, contentUrl: string | undefined): string {
  return contentUrl === undefined || contentUrl === '' || contentUrl === slug
    ? slug
    : `${slug} (${contentUrl})`;
}

/** Tableau's page of background jobs: the content's own address is not in a webhook. */
function jobsPage(server: string, contentUrl: string): string {
  return contentUrl === '' ? `${server}/#/jobs` : `${server}/#/site/${encodeURIComponent(contentUrl)}/jobs`;
}

export function itemOf(incarnation: Incarnation): BriefingItem {
  const resolved = incarnation.state === 'ended' && incarnation.kind === 'alert';
  const endedAt = incarnation.endedAt ?? incarnation.lastAt;
  return {
    name: untrusted(incarnation.name),
    what: whatOf(incarnation),
    sentence: sentenceOf(incarnation, resolved),
    state: incarnation.kind === 'notice' ? 'notice' : resolved ? 'resolved' : 'firing',
    at: resolved ? endedAt : incarnation.lastAt,
    since: incarnation.openedAt,
    streak: incarnation.streak,
    ...(incarnation.trouble && !resolved ? { reason: untrusted(incarnation.trouble.detail) } : {}),
    ...(resolved ? { outage: Math.max(0, endedAt - incarnation.openedAt) } : {}),
  };
}

function whatOf(incarnation: Incarnation): string {
  const own = ownCondition(incarnation.condition);
  if (own !== undefined) return own.what;
  switch (incarnation.contentType) {
    case 'datasource':
      return 'data source';
    case 'workbook':
    case 'view':
    case 'user':
    case 'label':
    case 'site':
    case 'flow':
    case 'subscription':
      return incarnation.contentType;
    case undefined:
      return 'item';
  }
}

function sentenceOf(incarnation: Incarnation, resolved: boolean): string {
  const own = ownCondition(incarnation.condition) ?? watchCondition(incarnation.condition);
  if (own !== undefined) return resolved ? own.right : own.wrong;
  if (resolved) {
    if (incarnation.ending === 'deleted') return 'deleted, no longer watched';
    return incarnation.ending === 'resolved' ? 'resolved by hand' : 'extract refresh succeeded again';
  }
  const entry = ALL_EVENTS.find(
    (e) =>
      e.event === incarnation.condition &&
      (incarnation.contentType === undefined || e.contentType === incarnation.contentType),
  );
  return entry?.sentence ?? incarnation.condition;
}

function worstFirst(a: BriefingItem, b: BriefingItem): number {
  const rank = { firing: 0, notice: 1, resolved: 2 };
  return rank[a.state] - rank[b.state] || b.streak - a.streak || a.since - b.since;
}

const SEVERITIES: readonly Severity[] = ['critical', 'error', 'warning', 'info'];

/** The worst of what goes on. */
function severityOf(kind: Briefing['kind'], incarnations: readonly Incarnation[]): Severity {
  if (kind !== 'firing' && kind !== 'update') return 'info';
  const open = incarnations.filter(({ state }) => state === 'open');
  const severities = open.map(({ trouble }) => trouble?.severity ?? 'error');
  return SEVERITIES.find((severity) => severities.includes(severity)) ?? 'error';
}

/** Whether it can wait comes first: it is what somebody at night wants to know. */
function outlookOf(incarnations: readonly Incarnation[], now: Circumstances): string | undefined {
  const [first, ...others] = incarnations;
  return first === undefined || others.length > 0 ? undefined : now.outlook?.(first, now.at);
}

function summaryOf(
  items: readonly BriefingItem[],
  kind: Briefing['kind'],
  outlook: string | undefined,
): string {
  const first = items[0];
  if (first === undefined) return '';
  const sentence = capitalized(first.sentence);
  if (kind === 'recovered' || kind === 'notice') return sentence;
  const said = first.streak > 1 ? `${sentence}, ${ordinal(first.streak)} time in a row` : sentence;
  return outlook === undefined ? said : `${outlook}. ${said}`;
}

export function ordinal(n: number): string {
  const tens = n % 100;
  if (tens >= 11 && tens <= 13) return `${n}th`;
  return `${n}${['th', 'st', 'nd', 'rd'][n % 10] ?? 'th'}`;
}

function headline(
  group: Group,
  incarnations: readonly Incarnation[],
  kind: Briefing['kind'],
  now: Circumstances,
): string {
  const first = incarnations[0];
  const usual = usualHeadline(incarnations, kind);
  if (group.settings.title === undefined || first === undefined) return usual;
  const values = {
    name: first.name,
    site: first.source,
    what: whatOf(first),
    condition: first.condition,
    event: first.labels.event?.[0] ?? '',
    state: kind,
    streak: first.streak,
    count: incarnations.length,
    number: group.number,
    title: usual,
  };
  return now.applyTemplate(group.settings.title, values) ?? usual;
}

function usualHeadline(incarnations: readonly Incarnation[], kind: Briefing['kind']): string {
  const first = incarnations[0];
  if (first === undefined) return 'Tabduty';
  const others = incarnations.length > 1 ? ` and ${incarnations.length - 1} more` : '';
  return `${headlineVerb(first, kind)}: ${first.name}${others}`;
}

function headlineVerb(first: Incarnation, kind: Briefing['kind']): string {
  if (kind === 'recovered') return first.ending === 'deleted' ? 'Deleted' : 'Recovered';
  if (kind === 'notice' || first.trouble !== undefined) return capitalized(sentenceOf(first, false));
  return 'Failed';
}

function capitalized(sentence: string): string {
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}`;
}

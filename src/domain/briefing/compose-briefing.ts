/** Makes a briefing from a group's members: what is said, in our words, before any destination is known. */
import type { Briefing, BriefingFact, BriefingItem } from './briefing.ts';
import { flapFacts } from '../quiet/flap-facts.ts';
import { sentenceOf, whatOf } from './describe.ts';
import { capitalized, subjectOf, summaryOf, usualHeadline } from './headline.ts';
import { isDeclared } from '../routing/labelling.ts';
import { mentionsIn } from './mentions.ts';
import { everyoneIn, type FullNews } from '../telling/news.ts';
import type { Group, Incarnation } from '../records.ts';
import { type Severity, worstOf } from '../routing/severity.ts';
import type { Circumstances } from '../step.ts';
import { factsOfItem, scheduleFacts, type TableauKnows } from './tableau-facts.ts';
import { untrusted } from './untrusted.ts';
import type { World } from '../world.ts';

const MOST_ITEMS = 20;

export function composeBriefing(
  group: Group,
  said: FullNews,
  receiverName: string,
  now: Circumstances,
  known: TableauKnows & Pick<World, 'escalations'>,
): Briefing {
  const everyone = everyoneIn(said);
  const { flapping, facts: flaps } = flapFacts(everyone, group.settings.flapping, now.at);
  const news = { ...said, flapping };
  const receiver = now.policy.receivers.get(receiverName);
  const detail = receiver?.detail ?? 'cause';
  const items = everyone
    .slice(0, MOST_ITEMS)
    .map((i) => ({ ...itemOf(i), ...factsOfItem(i, known, detail) }));
  const site = now.policy.sites.get(everyone[0]?.labels.site?.[0] ?? '');
  const zone = receiver?.timeZone ?? site?.timeZone ?? 'UTC';
  return {
    v: 1,
    kind: news.kind,
    ...(group.settings.drill === undefined ? {} : { drill: true }),
    number: group.number,
    title: untrusted(headline(group, news, now)),
    summary: withOutlook(summaryOf(news), news, now),
    severity: severityOf(news.kind, everyone),
    items,
    more: Math.max(0, everyone.length - MOST_ITEMS),
    facts: [
      ...flaps,
      ...derivedFacts(news.kind, everyone),
      ...factsOf(everyone, site?.contentUrl),
      ...scheduleFacts(everyone, known),
      ...pageFact(news),
    ],
    ...(group.settings.note === undefined ? {} : { note: group.settings.note }),
    people: mentionsIn(news, receiver, known.escalations.get(group.id), now),
    actions: site ? [{ kind: 'open-in-tableau', url: pageFor(items, site) }] : [],
    locale: receiver?.locale ?? 'en-GB',
    zone,
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
  if (remedy !== undefined && first?.state !== 'ended')
    facts.push({ title: 'What to do', value: untrusted(remedy) });
  return facts;
}

/** What mappings say of all that goes on. Where nothing is said of the severity, it is an error. */
function derivedFacts(kind: Briefing['kind'], everyone: readonly Incarnation[]): readonly BriefingFact[] {
  const severity = severityOf(kind, everyone);
  const [first, ...others] = everyone;
  const shared = Object.entries(first?.labels ?? {}).filter(
    ([name, values]) =>
      isDeclared(name) && others.every((o) => JSON.stringify(o.labels[name]) === JSON.stringify(values)),
  );
  const facts = shared.slice(0, MOST_LABELS).map(([name, values = []]) => ({
    title: capitalized(name.replaceAll('_', ' ')),
    value: untrusted(values.join(', ')),
  }));
  const isSaid = (kind === 'firing' || kind === 'update') && severity !== 'error';
  return isSaid ? [{ title: 'Severity', value: severity }, ...facts] : facts;
}

const MOST_LABELS = 5;

/** Why it wakes somebody. */
function pageFact({ page }: FullNews): readonly BriefingFact[] {
  return page === undefined ? [] : [{ title: 'Page', value: untrusted(page.words) }];
}

function siteName(slug: string, contentUrl: string | undefined): string {
  return contentUrl === undefined || contentUrl === '' || contentUrl === slug
    ? slug
    : `${slug} (${contentUrl})`;
}

/** A single item's own page; else Tableau's page of background jobs. */
function pageFor(
  [only, ...others]: readonly BriefingItem[],
  site: { readonly server: string; readonly contentUrl: string },
): string {
  const own = others.length === 0 ? only?.url : undefined;
  return own ?? jobsPage(site.server, site.contentUrl);
}

function jobsPage(server: string, contentUrl: string): string {
  return contentUrl === '' ? `${server}/#/jobs` : `${server}/#/site/${encodeURIComponent(contentUrl)}/jobs`;
}

export function itemOf(incarnation: Incarnation): BriefingItem {
  const resolved = incarnation.state === 'ended' && incarnation.kind !== 'notice';
  const endedAt = incarnation.endedAt ?? incarnation.lastAt;
  return {
    name: untrusted(incarnation.name),
    what: whatOf(incarnation),
    sentence: sentenceOf(incarnation, resolved),
    state: incarnation.kind !== 'alert' ? 'notice' : resolved ? 'resolved' : 'firing',
    at: resolved ? endedAt : incarnation.lastAt,
    since: incarnation.openedAt,
    streak: incarnation.streak,
    ...(incarnation.trouble && !resolved ? { reason: untrusted(incarnation.trouble.detail) } : {}),
    ...(resolved && incarnation.kind === 'alert'
      ? { outage: Math.max(0, endedAt - incarnation.openedAt) }
      : {}),
  };
}

/** The worst of what goes on. */
function severityOf(kind: Briefing['kind'], incarnations: readonly Incarnation[]): Severity {
  if (kind !== 'firing' && kind !== 'update') return 'info';
  return worstOf(incarnations.filter(({ state }) => state === 'open'));
}

/** Whether it can wait comes first: it is what somebody at night wants to know. */
function withOutlook(said: string, news: FullNews, now: Circumstances): string {
  const [only, ...others] = everyoneIn(news);
  const firing = only !== undefined && others.length === 0 && news.firing.length > 0;
  const outlook = firing ? now.outlook?.(only, now.at) : undefined;
  return outlook === undefined ? said : `${outlook}. ${said}`;
}

function headline(group: Group, news: FullNews, now: Circumstances): string {
  const [first] = subjectOf(news);
  const usual = usualHeadline(news);
  if (group.settings.title === undefined || first === undefined) return usual;
  const values = {
    name: first.name,
    site: first.source,
    what: whatOf(first),
    condition: first.condition,
    event: first.labels.event?.[0] ?? '',
    state: news.kind,
    severity: severityOf(news.kind, everyoneIn(news)),
    streak: first.streak,
    count: everyoneIn(news).length,
    number: group.number,
    title: usual,
  };
  return now.applyTemplate(group.settings.title, values) ?? usual;
}

/** What an import writes into the configuration: a site, a receiver for each flow, and its routes. */
import { type FoundFlow, type RouteTests, routesOf } from '../../domain/sites/import-plan.ts';
import type { Policy, SitePolicy } from '../../domain/policy.ts';
import { quoted, siteSlug } from '../policy/first-config.ts';
import { freeName } from '../policy/free-name.ts';
import type { ConfigEdit, NewEntry } from '../ports/config.ts';

/** `known` names the receiver that posts to this flow already. */
export type NewReceiver = { readonly flow: FoundFlow; readonly known: string | undefined };

export type NewSecret = { readonly name: string; readonly value: string };

type Wish = {
  readonly server: string;
  readonly contentUrl: string;
  readonly token: { readonly name: string; readonly secret: string } | undefined;
  readonly timeZone: string;
  readonly shadow: boolean;
  readonly known: SitePolicy | undefined;
  readonly flows: readonly NewReceiver[];
  /** Names of secrets that are stored. */
  readonly taken: ReadonlySet<string>;
};

export type ImportText = {
  readonly site: string;
  readonly flows: readonly {
    readonly receiver: string;
    readonly isKnown: boolean;
    readonly flow: FoundFlow;
  }[];
  readonly entries: readonly NewEntry[];
  readonly edits: readonly ConfigEdit[];
  readonly secrets: readonly NewSecret[];
};

const FAILURES = ['refresh-failed', 'refresh-succeeded'];

export function importText(policy: Policy, wish: Wish): ImportText {
  const { known, taken } = wish;
  const site = known?.slug ?? freeName(siteSlug(wish.server, wish.contentUrl), new Set(policy.sites.keys()));
  const names = new Set([...policy.receivers.keys(), ...taken, ...routeNames(policy.routes)]);
  const flows = wish.flows.map(({ flow, known: receiver }) => {
    if (receiver !== undefined) return { receiver, isKnown: true, flow };
    const name = freeName(`${site}-flow`, names);
    names.add(name);
    return { receiver: name, isKnown: false, flow };
  });
  const fresh = flows.filter(({ isKnown }) => !isKnown);
  const token = known?.pat === undefined ? wish.token : undefined;
  const pat = token && { ...token, secretName: freeName(`${site}-pat`, taken) };
  return {
    ...{ site, flows },
    entries: [
      ...(known === undefined ? [siteEntry(site, wish, pat)] : []),
      ...fresh.map(({ receiver }) => receiverEntry(receiver, wish.shadow)),
      ...fresh.flatMap(({ receiver, flow }) => routeEntries(site, receiver, flow)),
    ],
    edits: known === undefined ? [] : siteEdits(known, pat, fresh),
    secrets: [
      ...(pat === undefined ? [] : [{ name: pat.secretName, value: pat.secret }]),
      ...fresh.map(({ receiver, flow }) => ({ name: receiver, value: flow.url })),
    ],
  };
}

function routeNames(routes: Policy['routes']): readonly string[] {
  return routes.flatMap(({ name, children }) => [
    ...(name === undefined ? [] : [name]),
    ...routeNames(children),
  ]);
}

type Pat = { readonly name: string; readonly secretName: string };

function siteEntry(site: string, wish: Wish, pat: Pat | undefined): NewEntry {
  const events = extraEvents(wish.flows, []);
  const parts = [
    `server: ${quoted(wish.server)}`,
    `content_url: ${quoted(wish.contentUrl)}`,
    ...(pat === undefined ? [] : [`pat: ${patValue(pat)}`]),
    ...(events.length === 0 ? [] : [`events: [${[...FAILURES, ...events].join(', ')}]`]),
    `time_zone: ${quoted(wish.timeZone)}`,
  ];
  return { part: 'sites', entry: `${site}: { ${parts.join(', ')} }` };
}

function patValue({ name, secretName }: Pat): string {
  return `{ name: ${quoted(name)}, secret: "\${secret:${secretName}}" }`;
}

/** A site that is there sends what the flows heard of too. */
function siteEdits(
  { slug, events }: SitePolicy,
  pat: Pat | undefined,
  flows: readonly Pick<NewReceiver, 'flow'>[],
): readonly ConfigEdit[] {
  const missing = extraEvents(flows, events);
  return [
    ...(pat === undefined ? [] : [{ path: ['sites', slug, 'pat'], value: patValue(pat) }]),
    ...(missing.length === 0
      ? []
      : [{ path: ['sites', slug, 'events'], value: `[${[...events, ...missing].join(', ')}]` }]),
  ];
}

/** Tableau's names of what flows heard of beyond `known`; with none known, beyond failures. */
function extraEvents(
  flows: readonly Pick<NewReceiver, 'flow'>[],
  known: readonly string[],
): readonly string[] {
  const heard = new Set(flows.flatMap(({ flow }) => flow.webhooks.map(({ event }) => event)));
  const usual = (event: string) => /^(Workbook|Datasource)Refresh(Failed|Succeeded)$/.test(event);
  return [...heard].filter((event) => !(known.length === 0 ? usual(event) : known.includes(event)));
}

function receiverEntry(receiver: string, shadow: boolean): NewEntry {
  const destination = `destinations: [{ power-automate: { url: "\${secret:${receiver}}" } }]`;
  return { part: 'receivers', entry: `${receiver}: { ${shadow ? 'shadow: true, ' : ''}${destination} }` };
}

/** In front of what is there and with `continue`, so that nothing else is told differently; one call an event, as before. */
function routeEntries(site: string, receiver: string, { webhooks }: FoundFlow): readonly NewEntry[] {
  const routes = routesOf(webhooks);
  return routes.map((tests, i) => ({
    part: 'routes',
    entry:
      `{ ${i === 0 ? `name: ${receiver}, ` : ''}match: { site: ${site}${testsText(tests)} }, ` +
      `tell: ${receiver}, continue: true, group_by: ["..."], group_wait: 0s }`,
  }));
}

function testsText({ condition, event, contentType }: RouteTests): string {
  return Object.entries({ condition, event, content_type: contentType })
    .map(([label, value]) => (value === undefined ? '' : `, ${label}: ${value}`))
    .join('');
}

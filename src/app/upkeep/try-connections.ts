/** Tries what a new installation is to talk to, before anything is written: a Tableau, a site on it, a Teams channel. */
import type { SitePolicy } from '../../domain/policy.ts';
import { AppError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { DestinationType } from '../ports/destination.ts';
import type { Connector, Outbound } from '../ports/outbound.ts';
import type { ServerInfo, TableauSites } from '../ports/tableau.ts';
import { checkTableau } from '../sites/check-tableau.ts';
import { testBriefing } from '../pipeline/test-briefing.ts';

export type ConnectionDeps = {
  readonly outbound: Outbound & Connector;
  readonly clock: Pick<Clock, 'now'>;
  readonly teams: DestinationType;
  /** Clients of one site that is not in any configuration yet. */
  readonly sitesOf: (site: SitePolicy) => TableauSites & { signOut(): Promise<void> };
};

/** By a personal access token, or as a person on a Tableau Server that has no tokens. */
export type SignInBy = { readonly kind: 'pat' | 'login'; readonly name: string; readonly secret: string };

export type SiteAccess = {
  readonly server: string;
  readonly contentUrl: string;
  readonly signIn?: SignInBy;
};

const SLUG = 'new';

export async function tryServer({ sitesOf }: ConnectionDeps, server: string): Promise<ServerInfo> {
  return sitesOf(draftOf({ server, contentUrl: '' }))
    .site(SLUG)
    .serverInfo();
}

/**
 * Signs in, reads what only an administrator of the site may, and signs out again. How many webhooks there are, where
 * the server has any.
 */
export async function trySite(
  { sitesOf }: ConnectionDeps,
  access: SiteAccess,
): Promise<{ readonly webhooks: number | undefined }> {
  const sites = sitesOf(draftOf(access));
  const site = sites.site(SLUG);
  try {
    if (access.signIn?.kind !== 'login') return { webhooks: (await checkTableau(site)).webhooks.length };
    await site.signIn();
    await site.listJobs({ most: 1 });
    return { webhooks: undefined };
  } finally {
    await sites.signOut();
  }
}

/** Sends a marked card. Answers the address as it is to be stored. */
export async function tryTeams({ teams, outbound, clock }: ConnectionDeps, pasted: string): Promise<string> {
  const read = teams.address.safeParse({ url: pasted });
  if (!read.success)
    throw new AppError('wrong-use', `the address ${read.error.issues[0]?.message ?? 'cannot be used'}`);
  const message = { receiver: 'ops', actor: 'tabduty init', locale: 'en-GB', zone: 'UTC' };
  const { payload } = teams.render(testBriefing(message), read.data);
  const outcome = await teams.send(payload, undefined, read.data, {
    deliveryId: 'init',
    threadKey: 'init',
    signal: new AbortController().signal,
    at: clock.now(),
    io: outbound,
  });
  if (outcome.kind === 'accepted') return (read.data as { readonly url: string }).url;
  throw new AppError('unreachable', `the card did not get through: ${outcome.detail}`, {
    remedy: REMEDIES[outcome.kind],
  });
}

const REMEDIES = {
  broken: 'mend that; an option that the sentence names goes to this command and to serve',
  refused: 'copy the address again from the flow "When a Teams webhook request is received"',
  notNow: 'check the address, and that this machine reaches it; then try again',
  unknown: 'look whether a card came all the same, then try again',
} as const;

function draftOf({ server, contentUrl, signIn }: SiteAccess): SitePolicy {
  const { kind, name = '', secret = '' } = signIn ?? {};
  const pat = kind === 'pat' ? { name, secret, expiresOn: undefined } : undefined;
  const login = kind === 'login' ? { user: name, password: secret } : undefined;
  const place = { path: server, line: 0 };
  const unused = {
    actions: [],
    events: [],
    intake: 'webhooks',
    manageWebhooks: 'off',
    stuckAfter: 0,
  } as const;
  return { slug: SLUG, server, contentUrl, pat, login, ...unused, timeZone: 'UTC', place };
}

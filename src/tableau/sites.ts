/** The Tableau sites of the policy in force, each with its client; a site whose settings change gets a new one. */
import { named } from '../app/errors.ts';
import type { Clock } from '../app/ports/clock.ts';
import type { Outbound } from '../app/ports/outbound.ts';
import type { TableauSite, TableauSites } from '../app/ports/tableau.ts';
import type { Policy, SitePolicy } from '../domain/policy.ts';
import { SiteClient } from './client.ts';

type Deps = {
  readonly policy: { current(): Pick<Policy, 'sites'> };
  readonly outbound: Outbound;
  readonly clock: Clock;
  /** How long a stop of Tabduty may be held up by Tableau, milliseconds. */
  readonly patience?: number;
};

export type ConnectedSites = TableauSites & {
  /** What Tableau is being asked has a short time left, so that a Tableau that hangs does not hold up a stop. */
  stop(): void;
  /**
   * Ends the sessions that are open, as a good guest does; nothing is thrown. A Tableau that does not answer is not
   * waited for: it ends them itself after an idle time.
   */
  signOut(): Promise<void>;
};

const PATIENCE = 2000;

type Kept = { readonly settings: string; readonly client: SiteClient; readonly tokenId: string };

/** Clients of one site that is in no configuration, or not yet as it is to be. */
export function sitesOfOne(site: SitePolicy, deps: Pick<Deps, 'outbound' | 'clock'>): ConnectedSites {
  const policy = { sites: new Map([[site.slug, site]]) };
  return createTableauSites({ ...deps, policy: { current: () => policy } });
}

export function createTableauSites({
  policy,
  outbound: client,
  clock,
  patience = PATIENCE,
}: Deps): ConnectedSites {
  const stopping = new AbortController();
  const outbound: Outbound = {
    request: (request) => client.request({ signal: stopping.signal, ...request }),
  };
  const kept = new Map<string, Kept>();
  const turns = new Map<string, Promise<unknown>>();

  /** One after the other for each token; whoever signs in ends the sessions of the token's other sites. */
  const turnFor = (slug: string, tokenId: string) => {
    return async <T>(work: () => Promise<T>): Promise<T> => {
      const before = turns.get(tokenId) ?? Promise.resolve();
      const own = before.then(async () => {
        const done = await work();
        for (const [other, { client, tokenId: id }] of kept)
          if (other !== slug && id === tokenId) client.forgetSession();
        return done;
      });
      turns.set(
        tokenId,
        own.catch(() => undefined),
      );
      return own;
    };
  };

  const clientOf = (site: SitePolicy): TableauSite => {
    const settings = JSON.stringify([site.server, site.contentUrl, site.pat, site.login]);
    const known = kept.get(site.slug);
    if (known?.settings === settings) return known.client;
    // A password may have any number of sessions, so that one site's sign-in ends none of another's.
    const tokenId = JSON.stringify([site.server, site.pat?.name ?? ['login', site.slug]]);
    const inTurn = turnFor(site.slug, tokenId);
    // Another token or another address: the session of before would stay open until its idle time is over.
    void known?.client.signOut(AbortSignal.timeout(patience)).catch(() => undefined);
    const client = new SiteClient(site, { outbound, clock, inTurn });
    kept.set(site.slug, { settings, client, tokenId });
    return client;
  };

  return {
    site(slug) {
      return clientOf(named('site', slug, policy.current().sites));
    },
    stop() {
      setTimeout(() => stopping.abort(), patience).unref();
    },
    async signOut() {
      const signal = AbortSignal.timeout(patience);
      await Promise.allSettled([...kept.values()].map(({ client }) => client.signOut(signal)));
    },
  };
}

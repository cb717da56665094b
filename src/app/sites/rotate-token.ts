/** Replaces a site's token: the new one must sign in first, then one revision brings it, with its date, into force. */
import { insert, put } from '../../domain/change.ts';
import { isDate } from '../../domain/time/civil.ts';
import { isoOf, parseInstant } from '../../domain/time/instant.ts';
import type { SitePolicy } from '../../domain/policy.ts';
import { acceptConfig, type ConfigDeps } from '../policy/accept-config.ts';
import { checkTableau } from './check-tableau.ts';
import { AppError, named, notFound } from '../errors.ts';
import { freeName } from '../policy/free-name.ts';
import type { ConfigEdit, EditConfig, Fault, SecretUses } from '../ports/config.ts';
import type { SecretBox } from '../ports/secret-box.ts';
import type { TableauSites } from '../ports/tableau.ts';
import { secretPlaceOf } from '../policy/secret-source.ts';
import { signInFact } from './watch-tokens.ts';

export type RotateTokenDeps = ConfigDeps & {
  readonly box: SecretBox;
  readonly sites: TableauSites;
  /** Clients of a site as it is to become, apart from those in force. */
  readonly sitesOf: (site: SitePolicy) => TableauSites & { signOut(): Promise<void> };
  readonly editConfig: EditConfig;
  readonly secretUses: SecretUses;
};

export type NewToken = {
  readonly site: string;
  /** As it is when nothing is said. */
  readonly name: string | undefined;
  readonly secret: string;
  /** A date. */
  readonly expiresOn: string;
};

export type RotatedToken = {
  readonly site: string;
  readonly tokenName: string;
  /** Under which the new secret is stored. */
  readonly secretName: string;
  /** Under which the old one is stored, which older revisions name. */
  readonly oldSecretName: string | undefined;
} & (
  | { readonly kind: 'in-force'; readonly revision: number; readonly warnings: readonly Fault[] }
  /** The configuration is a file's: these values are to be written there, and the switch is made by saving it. */
  | { readonly kind: 'edit-file'; readonly file: string; readonly edits: readonly ConfigEdit[] }
);

/**
 * The secret gets a name of its own, so that name, secret and date change together with one revision, whoever writes
 * it, and a rollback brings the old token back.
 */
export async function rotateToken(
  deps: RotateTokenDeps,
  token: NewToken,
  actor: string,
): Promise<RotatedToken> {
  const site = siteOf(deps, token);
  const name = token.name ?? site.pat.name;
  await trial(deps, { ...site, pat: { name, secret: token.secret, expiresOn: token.expiresOn } });
  const newest = await deps.store.ask('revision', {});
  if (newest === undefined) throw notFound('site', site.slug);
  const path = ['sites', site.slug, 'pat'];
  const oldSecretName = deps
    .secretUses(newest.text)
    .find(({ path: at }) => at === `${path.join('.')}.secret`)?.name;
  const secretName = await store(deps, oldSecretName ?? `${site.slug}-pat`, token.secret, actor);
  const edits: readonly ConfigEdit[] = [
    ...(name === site.pat.name
      ? []
      : [{ path: [...path, 'name'], value: JSON.stringify(name.replaceAll('${', '$${')) }]),
    { path: [...path, 'secret'], value: `"\${secret:${secretName}}"` },
    { path: [...path, 'expires_on'], value: token.expiresOn },
  ];
  const rotated = { site: site.slug, tokenName: name, secretName, oldSecretName };
  const file = deps.status.managedBy;
  if (file !== undefined) return { ...rotated, kind: 'edit-file', file, edits };
  const accepted = await acceptConfig(deps, {
    text: deps.editConfig(newest.text, edits),
    author: actor,
    note: `token of ${site.slug} replaced`,
    base: newest.number,
    action: 'token rotate',
  });
  if (!accepted.ok) throw faulty(accepted.faults);
  await beginSession(deps, site.slug);
  return { ...rotated, kind: 'in-force', revision: accepted.number, warnings: accepted.warnings };
}

type WithToken = SitePolicy & { readonly pat: NonNullable<SitePolicy['pat']> };

function siteOf(deps: RotateTokenDeps, { site: slug, name, secret, expiresOn }: NewToken): WithToken {
  const site = named('site', slug, deps.holder.current().sites);
  const { pat } = site;
  if (site.login !== undefined)
    throw new AppError('wrong-use', 'the site signs in with a password, not with a token', {
      path: `sites.${slug}`,
      remedy: 'store the new password under the name that login: has there: tabduty secret set NAME',
    });
  if (pat === undefined)
    throw new AppError('wrong-use', 'the site has no token that could be replaced', {
      path: `sites.${slug}`,
      remedy: 'add pat: { name, secret, expires_on } to it',
    });
  if (secret.trim() === '') throw new AppError('wrong-use', 'the secret of the new token is empty');
  if (secret === pat.secret && (name ?? pat.name) === pat.name)
    throw new AppError('wrong-use', 'this is the token that is in use already', {
      remedy: 'make a new one in Tableau: My Account Settings → Personal Access Tokens',
    });
  const ends = isDate(expiresOn) ? parseInstant(`${expiresOn}T00:00Z`) : undefined;
  if (ends === undefined)
    throw new AppError('wrong-use', `${JSON.stringify(expiresOn)} is no date`, {
      remedy: 'write the day on which Tableau lets it expire: 2027-09-01',
    });
  if (ends <= deps.clock.now())
    throw new AppError('wrong-use', `${expiresOn} is over already`, {
      remedy: 'Tableau shows the day on which the new token expires when it makes it',
    });
  return { ...site, pat };
}

/** All that it has to do later is tried; a fault ends it before anything has changed. */
async function trial({ sitesOf }: RotateTokenDeps, site: SitePolicy): Promise<void> {
  const sites = sitesOf(site);
  try {
    await checkTableau(sites.site(site.slug));
  } finally {
    await sites.signOut();
  }
}

async function store(deps: RotateTokenDeps, wanted: string, value: string, author: string): Promise<string> {
  const taken = new Set((await deps.store.ask('secrets', {})).map(({ id }) => id));
  const id = freeName(wanted.replace(/-\d{1,4}$/, ''), taken);
  const at = deps.clock.now();
  const sealed = deps.box.seal(value, secretPlaceOf(id));
  await deps.store.commit([
    put('secrets', { id, sealed, updatedAt: at, author }),
    insert('audit', {
      ...{ id: deps.ids.next(), at, actor: author, action: 'secret set', subject: id },
      detail: 'for a new token',
    }),
  ]);
  return id;
}

/** With the new token; the session of the old one is ended on this occasion. */
async function beginSession({ sites, store, clock }: RotateTokenDeps, slug: string): Promise<void> {
  await sites.site(slug).signIn();
  await store.commit([put('facts', { id: signInFact(slug), value: isoOf(clock.now()) })]);
}

function faulty(faults: readonly Fault[]): AppError {
  const [first] = faults;
  return new AppError(
    'configuration',
    `the new token works, and the configuration has faults: ${first?.message ?? ''}`,
    {
      ...(first === undefined ? {} : { path: first.path }),
      remedy: 'mend them (tabduty config status shows all), then run this again',
    },
  );
}

/** The first configuration document of a new installation: readable, commented, and it tells failures only. */

import type { SignInBy } from '../upkeep/try-connections.ts';

export type FirstConfig = {
  readonly server: string;
  readonly contentUrl: string;
  readonly signIn: Pick<SignInBy, 'kind' | 'name'>;
  readonly timeZone: string;
  /** Names under which the secrets are stored. */
  readonly secrets: { readonly signIn: string; readonly teams: string };
};

export function firstConfigText({ server, contentUrl, signIn, timeZone, secrets }: FirstConfig): string {
  return `# What this team decides, written by "tabduty init". Secrets are not in here: \${secret:NAME} is stored by
# "tabduty secret set NAME". Look at a change with "tabduty config check" before it comes into force.

sites:
  ${siteSlug(server, contentUrl)}:
    server: ${quoted(server)}
    content_url: ${quoted(contentUrl)}${contentUrl === '' ? '   # the Default site' : '   # what follows /site/ in its address'}
${signInText(signIn, secrets.signIn)}
    time_zone: ${quoted(timeZone)}

# Who reads. One receiver for now: a channel in Teams.
receivers:
  ops:
    - teams: { url: "\${secret:${secrets.teams}}" }

# Who hears of what, looked at from the top: the first route that matches is taken.
# Successes tell nobody, but they end what a failure began.
routes:
  - name: failures
    match: { condition: refresh-failed }
    tell: ops

# Who hears of Tabduty's own troubles.
operators: [receiver:ops]
`;
}

/** A server that has no tokens has no webhooks either: it is asked for what failed. */
function signInText({ kind, name }: FirstConfig['signIn'], secret: string): string {
  if (kind === 'pat') return `    pat:\n      name: ${quoted(name)}\n      secret: "\${secret:${secret}}"`;
  return `    login:\n      user: ${quoted(name)}\n      password: "\${secret:${secret}}"\n    intake: pull   # this Tableau Server has no webhooks`;
}

/** A short name for the site: it stands in commands and in the address that Tableau calls. */
export function siteSlug(server: string, contentUrl: string): string {
  const from = contentUrl === '' ? new URL(server).hostname.split('.')[0] : contentUrl;
  const slug = (from ?? '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replace(/^-+|-+$/g, '');
  return slug === '' || slug === 'tabduty' || /^\d+$/.test(slug)
    ? `site${slug === '' ? '' : `-${slug}`}`
    : slug;
}

/** Double-quoted YAML reads as JSON does; a $ in front of { would begin a reference. */
export function quoted(text: string): string {
  return JSON.stringify(text.replaceAll('${', '$${'));
}

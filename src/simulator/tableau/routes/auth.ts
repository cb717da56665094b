/** Sign-in, sign-out, server info and the site itself. */
import { type Answer, type Node, noContent, ok, text } from '../answer.ts';
import type { Call, SiteCall } from '../call.ts';
import { objectAt, onlyKnown, textAt } from '../fields.ts';
import type { Parts } from '../parts.ts';
import { malformed, signInFailed } from '../refusal.ts';
import { SINCE, atLeast } from '../../../tableau/wire.ts';
import type { Session } from '../sessions.ts';

export function serverInfo({ switches }: Parts): Answer {
  const { restApiVersion } = switches;
  return ok({
    serverInfo: {
      productVersion: text(productOf(restApiVersion), {
        build: `20${restApiVersion.replace('.', '')}.0.4211`,
      }),
      restApiVersion: text(restApiVersion),
    },
  });
}

export function signIn({ sessions, switches }: Parts, call: Call, url: string): Answer {
  const { podRedirect } = switches;
  // Cloud sends a sign-in to the pod that the site lives on.
  if (podRedirect !== '' && new URL(podRedirect).host !== call.host) {
    return { status: 301, headers: { location: new URL(url, podRedirect).href } };
  }
  const credentials = objectAt(call.fields, 'credentials');
  if (credentials === undefined) throw malformed();
  const name = textAt(credentials, 'personalAccessTokenName');
  const secret = textAt(credentials, 'personalAccessTokenSecret');
  const site = objectAt(credentials, 'site');
  const contentUrl = site === undefined ? '' : (textAt(site, 'contentUrl') ?? '');
  const user = textAt(credentials, 'name');
  const password = textAt(credentials, 'password');
  const session =
    user !== undefined && password !== undefined
      ? sessions.signInByPassword(user, password, contentUrl)
      : sessions.signIn(...tokenOf(name, secret, call.version), contentUrl);
  return ok({ credentials: credentialsOf(session, switches.expiryHint ? sessions.idleLimit() : undefined) });
}

/** A server without tokens does not understand these words. */
function tokenOf(
  name: string | undefined,
  secret: string | undefined,
  version: string,
): [name: string, secret: string] {
  if (!atLeast(version, SINCE.tokenSignIn)) throw malformed();
  if (name === undefined || secret === undefined) throw signInFailed();
  return [name, secret];
}

export function signOut({ sessions }: Parts, session: Session): Answer {
  sessions.signOut(session);
  return noContent;
}

export function getSite(_: Parts, { site, fields }: SiteCall): Answer {
  onlyKnown(fields, []);
  return ok({
    site: {
      id: site.luid,
      name: site.name,
      contentUrl: site.contentUrl,
      adminMode: 'ContentAndUsers',
      state: 'Active',
    },
  });
}

function credentialsOf(session: Session, idleLimit: number | undefined): Node {
  return {
    token: session.token,
    estimatedTimeToExpiration: idleLimit === undefined ? undefined : hoursText(idleLimit),
    site: { id: session.site.luid, contentUrl: session.site.contentUrl },
    user: { id: session.user.luid },
  };
}

function hoursText(length: number): string {
  const pad = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  const seconds = length / 1000;
  return `${pad(seconds / 3600)}:${pad((seconds / 60) % 60)}:${pad(seconds % 60)}`;
}

/** 3.4 came with 2019.2 and every release since has added one; Cloud counts on between releases of Server. */
function productOf(restApiVersion: string): string {
  const minor = Number(restApiVersion.split('.')[1] ?? 0);
  const releases = Math.max(0, minor - 4) + 1;
  return `${2019 + Math.floor(releases / 4)}.${(releases % 4) + 1}.0`;
}

/** The REST API: from a request to its answer, with every refusal in the order in which Tableau finds it. */
import { AUTH_HEADER, ERROR_CODE } from '../../tableau/wire.ts';
import { type Answer, type Node, internalError, refused } from './answer.ts';
import type { Call, SiteCall } from './call.ts';
import { readFields } from './fields.ts';
import type { Parts } from './parts.ts';
import { Refusal } from './refusal.ts';
import { type Route, routeOf } from './router.ts';
import { METADATA_PATH, askMetadata } from './routes/metadata.ts';
import { signIn, signOut } from './routes/auth.ts';
import type { Session } from './sessions.ts';
import { isAdmin } from './world.ts';

export type RestRequest = {
  readonly method: string;
  /** Path and query as they were sent. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
};

export async function answerRest(parts: Parts, request: RestRequest): Promise<Answer> {
  const seen: { session?: Session } = {};
  const answer = await refusalsAnswered(parts, () => handle(parts, request, seen));
  const code = codeOf(answer);
  parts.calls.add({
    at: parts.clock.now(),
    method: request.method,
    url: request.url,
    status: answer.status,
    ...(code === undefined ? {} : { code }),
    ...(seen.session === undefined ? {} : { user: seen.session.user.name }),
  });
  return answer;
}

async function refusalsAnswered(parts: Parts, handling: () => Promise<Answer>): Promise<Answer> {
  try {
    return await handling();
  } catch (error) {
    if (error instanceof Refusal) return refused(error);
    parts.log?.error({ error: String(error) }, 'the simulated Tableau failed');
    return internalError;
  }
}

async function handle(parts: Parts, request: RestRequest, seen: { session?: Session }): Promise<Answer> {
  const { sessions, switches } = parts;
  const [path = '', query = ''] = request.url.split(/\?(.*)/s);
  if (path === METADATA_PATH) {
    const session = sessions.use(request.headers[AUTH_HEADER]);
    seen.session = session;
    return askMetadata(parts, session, request);
  }
  const [, version = '', rest = ''] = /^\/api\/(\d+\.\d+)\/(.*?)\/?$/.exec(path) ?? [];
  const match = routeOf(request.method, version, rest, switches.restApiVersion);
  if (match.kind === 'unknown') {
    const said = path.replace(/^\/api/i, '');
    throw new Refusal(ERROR_CODE.uriUnknown, `Unknown resource '${said}' specified in URI.`);
  }
  if (match.kind === 'wrong-method') {
    throw new Refusal(ERROR_CODE.invalidMethod, `Request type ${request.method} is not valid.`);
  }
  const { route, at } = match;
  const call = (): Call => ({
    version,
    at,
    query: new URLSearchParams(query),
    fields: readFields(request.body, request.headers['content-type']),
    host: request.headers['host'] ?? '',
  });
  if (route.who === 'anybody') return route.handle(parts, call());
  if (route.who === 'sign-in') return signIn(parts, call(), request.url);
  const session = sessions.use(request.headers[AUTH_HEADER]);
  seen.session = session;
  if (route.who === 'sign-out') return signOut(parts, session);
  return route.handle(parts, { ...call(), ...siteOf(parts, route, at['site'] ?? '', session) });
}

function siteOf(
  { world, switches }: Parts,
  route: Route,
  luid: string,
  session: Session,
): Pick<SiteCall, 'site' | 'user' | 'session'> {
  const site = world.sites.find((known) => known.luid === luid);
  if (site === undefined) throw new Refusal(ERROR_CODE.siteUnknown, `Site '${luid}' could not be found.`);
  if (site !== session.site) {
    throw new Refusal(switches.wrongSiteCode, 'The token belongs to another site.');
  }
  if (route.who === 'admin' && !isAdmin(session.user)) {
    throw new Refusal(ERROR_CODE.forbidden, 'The user does not have permission to make this call.');
  }
  return { site, user: session.user, session };
}

function codeOf({ body }: Answer): string | undefined {
  const error = typeof body === 'object' ? body['error'] : undefined;
  const code = typeof error === 'object' ? (error as Node)['code'] : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** The front door of a flow: route, authorization, off-switches and rate, before anything looks at the body. */
import { type Instant, MINUTE } from '../../domain/time/instant.ts';
import {
  type Answer,
  accepted,
  needsSignature,
  needsToken,
  noApiVersion,
  noSuchRoute,
  refusal,
  tooManyRequests,
  twoAuthorizations,
} from './answers.ts';
import { autoOffReason, markThrottled } from './auto-off.ts';
import { isObject, parseJson } from './json.ts';
import type { Flow, SeenRequest } from './records.ts';
import type { Switches } from './switches.ts';
import { rawParameters } from './webhook-url.ts';

/** Microsoft: the audience must be exactly this, slash included (Power Automate, OAuth for HTTP request triggers). */
const AUDIENCE = 'https://service.flow.microsoft.com/';

/** The answer that ends the request here, or `undefined` when the flow is triggered. */
export function gate(flow: Flow, request: SeenRequest, switches: Switches): Answer | undefined {
  const [path, query] = splitUrl(request.url);
  if (request.method !== 'POST' || path !== flow.address.path) return noSuchRoute();
  const refused = unauthorized(flow, query, request, switches);
  if (refused !== undefined) return refused;
  const reason = autoOffReason(flow, request.at);
  if (flow.state === 'on' && reason !== undefined) {
    flow.state = 'off';
    flow.offReason = reason;
  }
  if (flow.state !== 'on') return closed(flow, switches);
  const waitMs = flow.window.tooMany(request.mono, switches.rateWindow);
  if (waitMs === undefined) return undefined;
  markThrottled(flow, request.at);
  return tooManyRequests(waitMs, switches.retryAfter);
}

export function splitUrl(url: string): [path: string, query: string] {
  const mark = url.indexOf('?');
  return mark < 0 ? [url, ''] : [url.slice(0, mark), url.slice(mark + 1)];
}

function unauthorized(
  flow: Flow,
  query: string,
  request: SeenRequest,
  switches: Switches,
): Answer | undefined {
  const authorization = request.headers['authorization'];
  if (flow.address.access === 'tenant') return badToken(authorization, request.at);
  const signed = signatureFits(flow, query, switches);
  if (authorization !== undefined && rawParameters(query, 'sig').length > 0) return twoAuthorizations();
  if (!signed) return needsSignature();
  return rawParameters(query, 'api-version').length === 0 ? noApiVersion() : undefined;
}

/** Byte by byte: `sp`, `sv` and `sig` must be in the query as Power Automate wrote them. */
function signatureFits(flow: Flow, query: string, switches: Switches): boolean {
  const written = flow.address.query;
  return ['sp', 'sv', 'sig'].every((name) => {
    if (switches.sigCheck === 'raw') {
      return sameOne(rawParameters(query, name), rawParameters(written, name));
    }
    return sameOne(new URLSearchParams(query).getAll(name), new URLSearchParams(written).getAll(name));
  });
}

function sameOne(given: readonly string[], wanted: readonly string[]): boolean {
  return given.length === 1 && given[0] === wanted[0];
}

function badToken(authorization: string | undefined, at: Instant): Answer | undefined {
  const token = /^Bearer [\w-]+\.([\w-]+)\.[\w-]*$/i.exec(authorization ?? '')?.[1];
  if (token === undefined) return needsToken('there is none');
  const claims = parseJson(Buffer.from(token, 'base64url').toString('utf8'))?.value;
  if (!isObject(claims)) return needsToken('its claims are not readable');
  if (claims['aud'] !== AUDIENCE) return needsToken(`its aud must be exactly ${AUDIENCE}`);
  if (typeof claims['iss'] !== 'string' || typeof claims['tid'] !== 'string') {
    return needsToken('it must have iss and tid');
  }
  // Entra's clocks and ours may differ by five minutes.
  const ends = typeof claims['exp'] === 'number' ? claims['exp'] * 1000 + 5 * MINUTE : 0;
  return ends < at ? needsToken('it has expired') : undefined;
}

function closed(flow: Flow, switches: Switches): Answer {
  if (switches.disabledFlow === '202') return accepted;
  const status = Number(switches.disabledFlow);
  const id = flow.address.workflowId;
  return flow.state === 'deleted'
    ? refusal(status, 'WorkflowNotFound', `The workflow '${id}' could not be found.`)
    : refusal(
        status,
        'WorkflowTriggerIsNotEnabled',
        `Could not execute workflow '${id}' trigger 'manual' with state 'Disabled': trigger is not enabled.`,
      );
}

/** Hands a card to a flow, and says what each of Power Automate's refusals asks for. */
import type { SendContext } from '../../app/ports/destination.ts';
import type { Outcome } from '../../domain/delivery/outcome.ts';
import { httpOutcome } from '../shared/http-outcome.ts';
import { retryAfter } from '../shared/retry-after.ts';

export async function sendToFlow(
  payload: string,
  url: string,
  { io, signal, at }: SendContext,
): Promise<Outcome> {
  const result = await io.request({
    url,
    method: 'POST',
    // Without the charset, emoji arrive broken. An Authorization header beside the signature is refused.
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: payload,
    signal,
  });
  if (result.kind === 'answer') {
    // Retired connectors answered 200 and hid the throttling in the text; some gateways still do.
    if (result.status === 200 && /HTTP error 429/i.test(result.body)) {
      const until = retryAfter(result.headers['retry-after'], at);
      return {
        kind: 'notNow',
        status: 429,
        detail: 'Teams is throttling',
        ...(until === undefined ? {} : { until }),
      };
    }
    const broken = brokenFlow(result.status, result.body);
    if (broken !== undefined) return { kind: 'broken', status: result.status, detail: broken };
  }
  return httpOutcome(result, at, [url]);
}

/** Power Automate's refusals of the address itself, with what to do about each. */
function brokenFlow(status: number, body: string): string | undefined {
  if (body.includes('DirectApiRequestHasMoreThanOneAuthorization'))
    return 'a proxy adds an Authorization header, which the flow refuses; except the host from it';
  if (body.includes('DirectApiAuthorizationRequired') || status === 401)
    return 'the flow does not accept the signature: set "Who can trigger the flow" to "Anyone", copy the address again and store it';
  if (status === 404 || status === 410)
    return 'the flow is not there: it was deleted, turned off, or its address changed; turn it on, or store its new address';
  return undefined;
}

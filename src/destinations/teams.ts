/** A Teams channel through a Workflows webhook ("When a Teams webhook request is received"). */
import { z } from 'zod';
import type { DestinationType, SendContext } from '../app/ports/destination.ts';
import { MINUTE, SECOND } from '../domain/instant.ts';
import type { Outcome } from '../domain/outcome.ts';
import { httpOutcome } from './shared/http-outcome.ts';
import { retryAfter } from './shared/retry-after.ts';
import { describeWorkflow, laneOfWorkflow, workflowUrl } from './shared/workflow-url.ts';
import { fitCard } from './teams/fit.ts';

const address = z.strictObject({
  url: workflowUrl.meta({
    label: 'Workflow address',
    help: 'From the flow\'s trigger "When a Teams webhook request is received"; who has it can post, so keep it secret.',
    secret: true,
  }),
});

type Address = z.output<typeof address>;

export const teams: DestinationType = {
  type: 'teams',
  label: 'Microsoft Teams channel (Workflows)',
  address,
  can: { update: false, thread: false, direct: false },
  // Microsoft throttles above 4 requests a second; a person cannot read more than one card in two seconds.
  limits: [
    { count: 3, per: SECOND },
    { count: 30, per: MINUTE },
  ],
  concurrency: 2,
  laneOf: (_account, to) => laneOfWorkflow((to as Address).url),
  describe: (_account, to) => `Teams workflow at ${describeWorkflow((to as Address).url)}`,
  example: {
    address: {
      url: 'https://prod-12.westeurope.logic.azure.com:443/workflows/0123456789abcdef0123456789abcdef/triggers/manual/paths/invoke?api-version=2016-06-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=EXAMPLE',
    },
  },
  render: fitCard,
  send: (payload, _account, to, context) => send(payload, to as Address, context),
};

async function send(payload: string, { url }: Address, { io, signal, at }: SendContext): Promise<Outcome> {
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

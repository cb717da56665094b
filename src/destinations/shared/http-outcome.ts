/** What an HTTP answer, or its absence, means for a delivery; destinations add their own rows in front. */
import type { OutboundResult } from '../../app/ports/outbound.ts';
import type { Instant } from '../../domain/time/instant.ts';
import type { Outcome } from '../../domain/delivery/outcome.ts';
import { answerExcerpt } from './answer-excerpt.ts';
import { retryAfter } from './retry-after.ts';

/** `secrets` are blanked in what is kept of the answer. */
export function httpOutcome(result: OutboundResult, at: Instant, secrets: readonly string[]): Outcome {
  switch (result.kind) {
    case 'not-sent': {
      // A URL that is none and an address that may not be reached stay so until somebody changes the settings.
      const kind = result.fault === 'blocked' || result.fault === 'url' ? 'broken' : 'notNow';
      return { kind, detail: result.detail };
    }
    case 'unknown':
      return { kind: 'unknown', detail: result.detail };
    case 'answer':
      return answered(result, at, secrets);
  }
}

type Answer = Extract<OutboundResult, { kind: 'answer' }>;

/**
 * | status | outcome | because |
 * | 2xx | accepted | handed over |
 * | 3xx | broken | redirects are not followed; the address must be mended |
 * | 401 403 404 405 410 | broken | nothing will pass this address until somebody mends it |
 * | 408 425 429 503 | notNow | certainly not taken |
 * | 500 502 504 and other 5xx | unknown | it may have been carried out before it failed |
 * | 400 413 422 and other 4xx | refused | this payload will never be taken |
 */
function answered(answer: Answer, at: Instant, secrets: readonly string[]): Outcome {
  const { status } = answer;
  const said = answerExcerpt(answer.body, secrets);
  const detail = said === '' ? `HTTP ${status}` : `HTTP ${status}: ${said}`;
  if (status >= 200 && status < 300) return { kind: 'accepted', status, detail: `HTTP ${status}` };
  if (status >= 300 && status < 400)
    return {
      kind: 'broken',
      status,
      detail: `HTTP ${status}: a redirect, which is not followed; set the final address`,
    };
  switch (status) {
    case 401:
    case 403:
    case 404:
    case 405:
    case 410:
      return { kind: 'broken', status, detail };
    case 408:
    case 425:
    case 429:
    case 503: {
      const until = retryAfter(answer.headers['retry-after'], at);
      return { kind: 'notNow', status, detail, ...(until === undefined ? {} : { until }) };
    }
    default:
      return status >= 500 ? { kind: 'unknown', status, detail } : { kind: 'refused', status, detail };
  }
}

/** What Power Automate's front door answers, in its own codes and sentences. */

export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

export const accepted: Answer = { status: 202, headers: {}, body: '' };

export function json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(value),
  };
}

export function refusal(
  status: number,
  code: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return json(status, { error: { code, message } }, headers);
}

export const needsSignature = (): Answer =>
  refusal(
    401,
    'DirectApiAuthorizationRequired',
    "The request must be authenticated only by Shared Access scheme. The 'sig' parameter of the query is missing or is not the one of this trigger.",
  );

export const needsToken = (why: string): Answer =>
  refusal(401, 'DirectApiAuthorizationRequired', `The request must carry an Entra bearer token: ${why}.`);

export const twoAuthorizations = (): Answer =>
  refusal(
    400,
    'DirectApiRequestHasMoreThanOneAuthorization',
    'The request has both SAS authorization scheme and Authorization header. Only one scheme should be used.',
  );

export const noSuchRoute = (): Answer =>
  refusal(404, 'RouteNotFound', 'The request URL does not match any known API routes.');

export const noApiVersion = (): Answer =>
  refusal(
    400,
    'MissingApiVersionParameter',
    'The api-version query parameter (?api-version=) is required for all requests.',
  );

export const tooManyRequests = (waitMs: number, withRetryAfter: boolean): Answer => {
  const seconds = Math.max(1, Math.ceil(waitMs / 1000));
  return refusal(
    429,
    'TooManyRequests',
    `Rate limit is exceeded. Try again in ${seconds} seconds.`,
    withRetryAfter ? { 'retry-after': String(seconds) } : {},
  );
};

export const schemaMismatchAnswer = (detail: string): Answer =>
  refusal(
    400,
    'TriggerInputSchemaMismatch',
    `The input body for trigger 'manual' of type 'Request' did not match its schema definition. Error details: '${detail}'.`,
  );

export const noResponse = (): Answer =>
  refusal(502, 'NoResponse', 'The server did not receive a response from an upstream server.');

export const responseTimeout = (): Answer =>
  refusal(
    504,
    'GatewayTimeout',
    'The server did not receive a response from an upstream server within the specified time.',
  );

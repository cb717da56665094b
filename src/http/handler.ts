/** A handler answers one endpoint; the private listener and the CLI's offline mode run the same ones. */
import type { AnswerOf, CheckedInputOf, Endpoint } from '../api/endpoint.ts';

/** Who asks, for permissions and the audit. */
export type Principal = { readonly actor: string; readonly may: ReadonlySet<Endpoint['permission']> };

export type Handler = {
  readonly endpoint: Endpoint;
  /** The input has been checked by the endpoint's schema. */
  readonly handle: (input: never, principal: Principal) => Promise<unknown>;
};

export function handler<E extends Endpoint>(
  endpoint: E,
  handle: (input: CheckedInputOf<E>, principal: Principal) => Promise<AnswerOf<E>>,
): Handler {
  return { endpoint, handle };
}

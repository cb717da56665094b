/** OAuth tokens for SMTP: asked for at the provider's token address, kept until shortly before they expire. */
import { z } from 'zod';
import type { SendContext } from '../../app/ports/destination.ts';
import { after, type Instant, MINUTE, SECOND } from '../../domain/time/instant.ts';
import type { Outcome } from '../../domain/delivery/outcome.ts';
import { httpOutcome } from '../shared/http-outcome.ts';
import { objectIn } from '../shared/json-answer.ts';

export type OAuth = {
  readonly token_url: string;
  readonly client_id: string;
  readonly client_secret: string;
  readonly scope?: string | undefined;
  readonly refresh_token?: string | undefined;
};

export type Token =
  | { readonly kind: 'token'; readonly token: string; readonly kept: boolean }
  | { readonly kind: 'none'; readonly outcome: Outcome };

/** By the account as it stands in the policy in force: a new revision asks anew. */
const kept = new WeakMap<OAuth, { readonly token: string; readonly until: Instant }>();

const answerSchema = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number().optional() });

export async function tokenFor(oauth: OAuth, { io, at, signal }: SendContext): Promise<Token> {
  const known = kept.get(oauth);
  if (known !== undefined && known.until > at) return { kind: 'token', token: known.token, kept: true };
  const secrets = [oauth.client_secret, oauth.refresh_token ?? ''];
  const result = await io.request({
    url: oauth.token_url,
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    body: formOf(oauth),
    signal,
  });
  const outcome = httpOutcome(result, at, secrets);
  if (outcome.kind !== 'accepted') return { kind: 'none', outcome: aboutToken(outcome) };
  const answer = answerSchema.safeParse(result.kind === 'answer' ? objectIn(result.body) : undefined);
  if (!answer.success)
    return {
      kind: 'none',
      outcome: { kind: 'broken', detail: 'the token address answers without a token; look at token_url' },
    };
  const { access_token: token, expires_in: seconds = 300 } = answer.data;
  kept.set(oauth, { token, until: after(at, Math.max(0, seconds * SECOND - MINUTE)) });
  return { kind: 'token', token, kept: false };
}

export function forgetToken(oauth: OAuth): void {
  kept.delete(oauth);
}

function formOf(oauth: OAuth): string {
  const { client_id, client_secret, scope, refresh_token } = oauth;
  return new URLSearchParams({
    client_id,
    client_secret,
    ...(scope === undefined ? {} : { scope }),
    ...(refresh_token === undefined
      ? { grant_type: 'client_credentials' }
      : { grant_type: 'refresh_token', refresh_token }),
  }).toString();
}

/** Nothing of the mail has left yet, and no mail passes without a token. */
function aboutToken(outcome: Exclude<Outcome, { kind: 'accepted' }>): Outcome {
  const detail = `no token for the mail server: ${outcome.detail}`;
  if (outcome.kind === 'unknown') return { kind: 'notNow', detail };
  return outcome.kind === 'refused' ? { ...outcome, kind: 'broken', detail } : { ...outcome, detail };
}

/** What Slack's errors mean for a delivery, and what somebody does about each. */
import type { Outcome } from '../../domain/delivery/outcome.ts';

type Meaning = readonly [kind: 'notNow' | 'unknown' | 'refused' | 'broken', remedy: string];

const TOKEN = 'look at the token of the account, and install the app again if need be';
const CHANNEL = 'invite the app to the channel (/invite @app), or name another channel';
const ADMIN = 'ask the administrator of the workspace to let the app post there';

/** https://docs.slack.dev/reference/methods/chat.postMessage and chat.update; webhooks answer with some of the same words. */
const MEANINGS: Readonly<Record<string, Meaning>> = {
  ...all(
    ['ratelimited', 'rate_limited', 'message_limit_exceeded', 'service_unavailable', 'request_timeout'],
    'notNow',
    '',
  ),
  // "It's possible some aspect of the operation succeeded before the error was raised."
  ...all(['fatal_error', 'internal_error', 'rollup_error'], 'unknown', ''),
  ...all(
    [
      'msg_too_long',
      'msg_blocks_too_long',
      'no_text',
      'invalid_blocks',
      'invalid_blocks_format',
      'invalid_payload',
      'invalid_arguments',
      'invalid_json',
      'json_not_object',
      'too_many_attachments',
      'invalid_metadata_format',
    ],
    'refused',
    '',
  ),
  ...all(
    [
      'invalid_auth',
      'not_authed',
      'account_inactive',
      'token_revoked',
      'token_expired',
      'missing_scope',
      'no_permission',
      'not_allowed_token_type',
      'org_login_required',
      'two_factor_setup_required',
      'access_denied',
    ],
    'broken',
    TOKEN,
  ),
  ...all(
    ['channel_not_found', 'not_in_channel', 'is_archived', 'channel_is_archived', 'user_not_found'],
    'broken',
    CHANNEL,
  ),
  ...all(
    [
      'restricted_action',
      'restricted_action_read_only_channel',
      'restricted_action_thread_only_channel',
      'restricted_action_non_threadable_channel',
      'ekm_access_denied',
      'team_access_not_granted',
      'action_prohibited',
      'posting_to_general_channel_denied',
      'posting_to_channel_denied',
    ],
    'broken',
    ADMIN,
  ),
  ...all(
    ['no_service', 'no_service_id', 'no_active_hooks', 'no_team', 'team_disabled', 'invalid_token'],
    'broken',
    'the webhook is gone: make a new one and store its address',
  ),
};

/** The words after which a message that was to be changed or answered is no more. */
export const ROOT_GONE: readonly string[] = ['message_not_found', 'thread_not_found', 'invalid_ts'];

/** The message is there and stays as it was. */
export const ROOT_FIXED: readonly string[] = [
  'cant_update_message',
  'edit_window_closed',
  'cannot_reply_to_message',
  'is_inactive',
  'update_failed',
];

/** Slack invents new words: what we do not know keeps the message, and waits for somebody. */
export function slackFault(
  word: string,
  status: number,
): Extract<Outcome, { kind: Meaning[0] }> & { readonly word: string } {
  const known = Object.hasOwn(MEANINGS, word) ? MEANINGS[word] : undefined;
  const [kind, remedy] = known ?? (['broken', 'see what Slack says of this word'] as const);
  return { kind, status, word, detail: `Slack says ${word}${remedy === '' ? '' : `: ${remedy}`}` };
}

function all(words: readonly string[], kind: Meaning[0], remedy: string): Readonly<Record<string, Meaning>> {
  return Object.fromEntries(words.map((word) => [word, [kind, remedy] as const]));
}

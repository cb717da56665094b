/** `tokens list`: how long each site's token lives. */
import { listTokens } from '../../api/tokens.ts';
import type { CliCommand } from '../command.ts';

export const listTokensCommand: CliCommand = {
  words: 'tokens list',
  summary: 'How long the token of each site lives: its date, and the 15 days that it may be unused',
  async run({ faces, out }) {
    const answer = await (await faces.api()).call(listTokens, {});
    out.result(answer, () =>
      out.table(
        answer.tokens,
        [
          { title: 'SITE', value: (t) => t.site },
          { title: 'TOKEN', value: (t) => t.name },
          { title: 'EXPIRES ON', value: (t) => t.expiresOn ?? 'not said (expires_on)' },
          { title: 'LAST SIGN-IN', value: (t) => t.lastSignInAt ?? 'never' },
          { title: 'UNUSED UNTIL', value: (t) => t.idleEndsAt ?? '' },
          { title: 'STATE', value: (t) => stateOf(t) },
        ],
        'No site has a token.',
      ),
    );
    return 0;
  },
};

function stateOf({
  endsSoon,
  sharedWith,
}: {
  readonly endsSoon?: { readonly why: string; readonly withinDays: number } | undefined;
  readonly sharedWith: readonly string[];
}): string {
  const shared = sharedWith.length === 0 ? '' : `; also of ${sharedWith.join(', ')}`;
  if (endsSoon === undefined) return `good${shared}`;
  const what = endsSoon.why === 'idle' ? 'unused' : 'expires';
  const when = endsSoon.withinDays === 0 ? 'over' : `${what} within ${endsSoon.withinDays} d`;
  return `${when}${shared}`;
}

/** Looks whether a site can be worked with: the server answers, the token signs in, the webhooks can be read. */
import type { ServerInfo, SignedIn, TableauSite, Webhook } from '../ports/tableau.ts';

export type TableauCheck = {
  readonly info: ServerInfo;
  readonly session: SignedIn;
  readonly webhooks: readonly Webhook[];
};

/** The first step that fails ends the check with its own error. */
export async function checkTableau(site: TableauSite): Promise<TableauCheck> {
  const info = await site.serverInfo();
  const session = await site.signIn();
  return { info, session, webhooks: await site.listWebhooks() };
}

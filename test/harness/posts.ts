/** Posts to the hook of a running program, and what it has kept of them, for tests of what is lost. */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Program } from './program.ts';
import { tableauBody } from './pipeline.ts';

export const QUIET_CONFIG = `sites: { acme: { server: "https://10ax.online.tableau.com", content_url: acme } }
receivers:
  ops: [{ webhook: { url: "https://example.com/in", secret: "whsec_${'AAAA'.repeat(8)}" } }]
routes: [{ name: failures, match: { condition: refresh-failed }, tell: ops, group_wait: 4h }]
operators: [receiver:ops]
`;

export async function hookOf({ url, token }: Pick<Program, 'url' | 'token'>): Promise<string> {
  const answer = await fetch(`${url}/api/v1/hooks`, { headers: { authorization: `Bearer ${token}` } });
  const { items } = (await answer.json()) as { items: { url: string }[] };
  return items[0]?.url ?? '';
}

/** Each is a failure of another item, with a body of about 20 kB so that a small disk fills soon. */
export function postItem(hook: string, name: string): Promise<Response> {
  const body = { ...tableauBody({ resource_name: name, resource_luid: name }), text: 'x'.repeat(20_000) };
  return fetch(hook, { method: 'POST', body: JSON.stringify(body) });
}

/** Names of the items whose calls are on disk; throws when the database is damaged. */
export function itemsIn(data: string): ReadonlySet<string> {
  const db = new DatabaseSync(join(data, 'tabduty.db'), { readOnly: true });
  try {
    const check = Object.values(db.prepare('PRAGMA integrity_check').get() ?? {})[0];
    if (check !== 'ok') throw new Error(`the database is damaged: ${String(check)}`);
    const rows = db.prepare('SELECT body FROM calls').all() as { body: Uint8Array }[];
    return new Set(
      rows.map(
        ({ body }) => (JSON.parse(Buffer.from(body).toString()) as { resource_name: string }).resource_name,
      ),
    );
  } finally {
    db.close();
  }
}

/** Which hosts the configuration makes Tabduty talk to, from the settings themselves; nothing of a path is kept. */
import type { Policy } from '../../domain/policy.ts';

export type OutboundHost = {
  /** "https://prod-12.westeurope.logic.azure.com" */
  readonly origin: string;
  readonly host: string;
  readonly port: number;
  /** Who needs it: "site acme", "destination ops/teams". */
  readonly users: readonly string[];
};

export function outboundHosts(policy: Policy): readonly OutboundHost[] {
  const users = new Map<string, string[]>();
  const need = (origin: string, user: string) => {
    const known = users.get(origin);
    if (known === undefined) users.set(origin, [user]);
    else if (!known.includes(user)) known.push(user);
  };
  for (const { slug, server } of policy.sites.values()) need(originOf(server) ?? server, `site ${slug}`);
  for (const { destinations } of policy.receivers.values()) {
    for (const { id, account, address } of destinations) {
      for (const origin of [...originsIn(account), ...originsIn(address)]) need(origin, `destination ${id}`);
    }
  }
  return [...users].map(([origin, names]) => ({ ...placeOf(origin), users: names }));
}

/** Every http(s) address among the values of checked settings, however deep. */
function originsIn(settings: unknown): readonly string[] {
  if (typeof settings === 'string') return [originOf(settings)].filter((o) => o !== undefined);
  if (typeof settings !== 'object' || settings === null) return [];
  return Object.values(settings).flatMap(originsIn);
}

function originOf(text: string): string | undefined {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return undefined;
  return new URL(text).origin;
}

function placeOf(origin: string): Omit<OutboundHost, 'users'> {
  const { hostname, port, protocol } = new URL(origin);
  return { origin, host: hostname, port: Number(port) || (protocol === 'https:' ? 443 : 80) };
}

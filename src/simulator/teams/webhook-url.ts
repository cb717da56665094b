/** The addresses that Power Automate gives to flows: old and new hosts' paths, and the signature in their query. */
import { createHash } from 'node:crypto';

export type UrlShape = 'old' | 'new' | 'cu';

/** Who may call: only "Anyone" addresses carry `sig`; the others ask for an Entra bearer token. */
export type Access = 'anyone' | 'tenant';

export type FlowAddress = {
  readonly workflowId: string;
  readonly shape: UrlShape;
  readonly access: Access;
  readonly sig: string;
  readonly path: string;
  /** As Power Automate writes it, `%2F` included: a client that re-encodes it fails the check. */
  readonly query: string;
};

/** The same seed and name give the same address, so a configuration survives a restart of the simulator. */
export function flowAddress(
  seed: number | string,
  name: string,
  shape: UrlShape,
  access: Access,
): FlowAddress {
  const digest = (use: string) =>
    createHash('sha256')
      .update(JSON.stringify([seed, name, use]))
      .digest();
  const workflowId = digest('workflow').toString('hex').slice(0, 32);
  const sig = digest('sig').toString('base64url');
  const version = shape === 'old' ? '2016-06-01' : '1';
  const signed = access === 'anyone' ? `&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=${sig}` : '';
  return {
    workflowId,
    shape,
    access,
    sig,
    path: pathOf(shape, workflowId),
    query: `api-version=${version}${signed}`,
  };
}

export function workflowIdIn(path: string): string | undefined {
  return /\/workflows\/([0-9a-f]{32})(?:\/|$)/.exec(path)?.[1];
}

/** The addresses of the retired Office 365 connectors. */
export function isConnectorPath(path: string): boolean {
  return /^\/(webhookb2|webhook)\//.test(path);
}

/** The values of one query parameter as their raw text, without any decoding of name or value. */
export function rawParameters(query: string, name: string): string[] {
  return query
    .split('&')
    .filter((part) => part.startsWith(`${name}=`))
    .map((part) => part.slice(name.length + 1));
}

function pathOf(shape: UrlShape, workflowId: string): string {
  const tail = `workflows/${workflowId}/triggers/manual/paths/invoke`;
  switch (shape) {
    case 'old':
      return `/${tail}`;
    case 'new':
      return `/powerautomate/automations/direct/${tail}`;
    case 'cu':
      return `/powerautomate/automations/direct/cu/07/${tail}`;
  }
}

/** Why nothing was sent: faults of finding and opening a connection, told apart for the person who can mend them. */
import type { OutboundResult } from '../app/ports/outbound.ts';

export type NotSent = Extract<OutboundResult, { kind: 'not-sent' }>;

/** Thrown by the connector; undici passes it on as it is. */
export class ConnectFault extends Error {
  readonly fault: NotSent['fault'];

  constructor(fault: NotSent['fault'], message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'ConnectFault';
    this.fault = fault;
  }
}

export function unsentFault(error: unknown): NotSent {
  if (error instanceof ConnectFault) return { kind: 'not-sent', fault: error.fault, detail: error.message };
  const message = error instanceof Error ? error.message : String(error);
  if (/proxy/i.test(message))
    return { kind: 'not-sent', fault: 'proxy', detail: `the proxy refused: ${message.slice(0, 200)}` };
  return { kind: 'not-sent', ...connectFault(error) };
}

export function connectFault(error: unknown): Pick<NotSent, 'fault' | 'detail'> {
  const code = codeOf(error);
  const message = error instanceof Error ? error.message : String(error);
  if (isTls(code, message))
    return { fault: 'tls', detail: `the TLS connection failed: ${tlsText(code, message)}` };
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'ENODATA':
      return { fault: 'dns', detail: `the host name is not known here (${code})` };
    case 'ECONNREFUSED':
      return { fault: 'connect', detail: 'nobody listens there (connection refused)' };
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return { fault: 'connect', detail: `there is no way to that network (${code})` };
    case 'UND_ERR_CONNECT_TIMEOUT':
    case 'ETIMEDOUT':
      return { fault: 'connect', detail: 'the connection was not taken in time; a firewall may drop it' };
    default:
      return { fault: 'connect', detail: `no connection: ${code ?? message.slice(0, 200)}` };
  }
}

export function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

function isTls(code: string | undefined, message: string): boolean {
  return (
    /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|EPROTO)/.test(code ?? '') ||
    /SSL routines|certificate/i.test(message)
  );
}

function tlsText(code: string | undefined, message: string): string {
  switch (code) {
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
      return 'its certificate is self-signed; if that is right, name its authority with --outbound-ca-file';
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
      return 'its certificate is of an unknown authority, or the chain is incomplete; --outbound-ca-file adds an authority';
    case 'CERT_HAS_EXPIRED':
      return 'its certificate has expired';
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return 'its certificate is for another name';
    default:
      return code ?? message.slice(0, 200);
  }
}

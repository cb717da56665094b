/** What a TLS connection shows of the other side's certificate, and what is wrong with it. */
import { checkServerIdentity, type DetailedPeerCertificate, type TLSSocket } from 'node:tls';
import type { CertificateSight } from '../app/ports/doctor.ts';
import { codeOf } from './outbound-fault.ts';

export function certificateSight(
  socket: TLSSocket,
  host: string,
): { readonly certificate: CertificateSight; readonly fault: string | undefined } | undefined {
  const shown = socket.getPeerCertificate(true);
  if (shown.raw === undefined) return undefined;
  const day = (text: string) => new Date(text).toISOString().slice(0, 10);
  // Node compares names only when the server was named; an address has to be compared here.
  const otherName = codeOf(checkServerIdentity(host, shown));
  return {
    certificate: {
      subject: nameOf(shown.subject),
      issuer: nameOf(shown.issuer),
      names: (shown.subjectaltname ?? '').replace(/DNS:|IP Address:/g, '').slice(0, 200),
      validFrom: day(shown.valid_from),
      validTo: day(shown.valid_to),
      chain: chainLength(shown),
    },
    fault: chainFault(socket) ?? otherName,
  };
}

/** What Node calls an error here is a code, although its type says otherwise. */
function chainFault({ authorizationError }: TLSSocket): string | undefined {
  const fault: unknown = authorizationError;
  if (fault === null || fault === undefined) return undefined;
  return codeOf(fault) ?? String(fault);
}

function nameOf(names: DetailedPeerCertificate['subject']): string {
  const name = [names.CN ?? names.O ?? 'an unnamed one'].flat()[0] ?? 'an unnamed one';
  return JSON.stringify(name.slice(0, 100));
}

function chainLength(shown: DetailedPeerCertificate): number {
  const seen = new Set<string>();
  let next: DetailedPeerCertificate | undefined = shown;
  while (next?.fingerprint256 !== undefined && !seen.has(next.fingerprint256)) {
    seen.add(next.fingerprint256);
    next = next.issuerCertificate;
  }
  return seen.size;
}

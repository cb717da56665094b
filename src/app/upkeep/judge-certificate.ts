/** What is wrong with the certificate of the public address, each fault in its own sentence. */
import { type Finding, finding } from './finding.ts';
import type { CertificateSight, TlsSight } from '../ports/doctor.ts';

const CHECK = 'certificate';

export function judgeCertificate(host: string, tls: TlsSight): Finding {
  if (tls.kind === 'failed') return judgeHandshake(tls.code, tls.detail);
  const { certificate, fault, ownAuthority } = tls;
  if (fault !== undefined) return judgeFault(host, certificate, fault);
  if (ownAuthority)
    return finding(
      CHECK,
      'warning',
      `it is signed by ${certificate.issuer}, an authority of your own that --outbound-ca-file names`,
      'Tableau Cloud trusts public authorities only; a Tableau Server must be told to trust this one',
    );
  return finding(
    CHECK,
    'ok',
    `${certificate.subject}, from ${certificate.issuer}, until ${certificate.validTo}`,
  );
}

function judgeHandshake(code: string, detail: string): Finding {
  if (/WRONG_VERSION|PACKET_LENGTH|HTTP_REQUEST/.test(code))
    return finding(
      CHECK,
      'fault',
      'what listens there does not speak TLS',
      'the public address says https: let the proxy, or Tabduty with --tls-cert and --tls-key, speak TLS on that port',
    );
  if (/ALERT|UNRECOGNIZED_NAME|HANDSHAKE_FAILURE/.test(code))
    return finding(
      CHECK,
      'fault',
      `the server refuses the TLS handshake (${code})`,
      'the proxy probably has no certificate for this host name: add one there',
    );
  return finding(
    CHECK,
    'fault',
    `the TLS handshake does not come to an end: ${detail}`,
    'look at the log of the proxy or tunnel that takes the connection',
  );
}

function judgeFault(host: string, shown: CertificateSight, fault: string): Finding {
  const say = (text: string, remedy: string) => finding(CHECK, 'fault', text, remedy);
  switch (fault) {
    case 'CERT_HAS_EXPIRED':
      return say(
        shown.chain > 1
          ? `the certificate, or one that it was signed with, has expired (its own ends ${shown.validTo})`
          : `the certificate expired on ${shown.validTo}`,
        'renew it, and let whatever renews it reload the server',
      );
    case 'CERT_NOT_YET_VALID':
      return say(
        `the certificate is not valid before ${shown.validFrom}`,
        'wait, use the one before, or set the clock of this machine right',
      );
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return say(
        `the certificate is for ${shown.names || shown.subject}, not for ${host}`,
        `get one for ${host}, or set --public-url to a name that it is for`,
      );
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
      return say(
        'the certificate is self-signed: nobody but its maker trusts it',
        'get one of a public authority, such as Let’s Encrypt',
      );
    case 'SELF_SIGNED_CERT_IN_CHAIN':
      return say(privateAuthority(shown), PUBLIC_ONE);
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
      if (shown.chain > 1) return say(privateAuthority(shown), PUBLIC_ONE);
      return say(
        `the chain is incomplete: the server sends its own certificate alone, and not that of ${shown.issuer}, which signed it`,
        `let the server send the intermediates too (often the file is called fullchain.pem); if ${shown.issuer} is an authority of your own, Tableau Cloud will never trust it`,
      );
    default:
      return say(`the certificate is not trusted (${fault})`, PUBLIC_ONE);
  }
}

function privateAuthority({ issuer }: CertificateSight): string {
  return `the certificate comes from ${issuer}, a private authority that is not trusted here`;
}

const PUBLIC_ONE =
  'get one of a public authority; a Tableau Server can be told to trust a private one, Tableau Cloud cannot';

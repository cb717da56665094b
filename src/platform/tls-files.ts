/** Certificate and key of the public listener: read, checked against each other, and read again when they change. */
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { resolve } from 'node:path';
import { AppError } from '../app/errors.ts';
import type { Clock } from '../app/ports/clock.ts';
import type { Log } from '../app/ports/log.ts';
import { readTextFile, watchFile } from './watch-file.ts';

export type TlsFiles = { readonly cert: string; readonly key: string };

export type TlsPair = {
  /** PEM: the certificate, and the intermediates that belong to it. */
  readonly cert: string;
  readonly key: string;
  readonly validFrom: number;
  readonly validTo: number;
};

/** A pair that cannot work is an error with its remedy; one that has expired can be used and is the caller's to judge. */
export async function readTlsPair(files: TlsFiles): Promise<TlsPair> {
  const [cert, key] = await Promise.all([
    readTextFile(resolve(files.cert)),
    readTextFile(resolve(files.key)),
  ]);
  const certificate = certificateOf(cert, files.cert);
  if (!certificate.checkPrivateKey(keyOf(key, files.key)))
    throw new AppError('environment', `the key does not belong to the certificate in ${files.cert}`, {
      path: files.key,
      remedy:
        'name the key that the certificate was made with; the first certificate of the file must be its own',
    });
  try {
    createSecureContext({ cert, key });
  } catch (cause) {
    throw new AppError('environment', 'the certificates cannot be used', {
      path: files.cert,
      remedy: 'give PEM with the own certificate first and the intermediates after it',
      cause,
    });
  }
  return {
    cert,
    key,
    validFrom: certificate.validFromDate.getTime(),
    validTo: certificate.validToDate.getTime(),
  };
}

/** A sentence when the pair is not valid at that time. */
export function validityFault({ validFrom, validTo }: TlsPair, now: number): string | undefined {
  const day = (at: number) => new Date(at).toISOString().slice(0, 10);
  if (validTo < now) return `the certificate expired on ${day(validTo)}`;
  if (validFrom > now) return `the certificate is not valid before ${day(validFrom)}`;
  return undefined;
}

/** Each good pair is given to `use`; a bad one is logged, and the one in use stays. */
export function watchTls(
  files: TlsFiles,
  first: TlsPair,
  deps: { readonly clock: Pick<Clock, 'now'>; readonly log: Log; readonly use: (pair: TlsPair) => void },
): { reload(): Promise<void>; stop(): void } {
  let inUse = `${first.cert}\n${first.key}`;
  const onError = (error: unknown) =>
    deps.log.error({ error, ...files }, 'the new certificate or key cannot be used; the one in use stays');
  const look = async () => {
    const pair = await readTlsPair(files);
    if (`${pair.cert}\n${pair.key}` === inUse) return;
    const fault = validityFault(pair, deps.clock.now());
    if (fault !== undefined) throw new AppError('environment', fault, { path: files.cert });
    deps.use(pair);
    inUse = `${pair.cert}\n${pair.key}`;
    deps.log.info({ validTo: new Date(pair.validTo).toISOString() }, 'another certificate is in use');
  };
  const options = { onText: look, onError };
  const watched = [
    watchFile(resolve(files.cert), first.cert, options),
    watchFile(resolve(files.key), first.key, options),
  ];
  return {
    reload: () => look().catch(onError),
    stop: () => watched.forEach((file) => file.stop()),
  };
}

function certificateOf(pem: string, path: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (cause) {
    throw new AppError('environment', 'the file holds no certificate in PEM', {
      path,
      remedy:
        'it begins with -----BEGIN CERTIFICATE-----; the own certificate comes first, then the intermediates',
      cause,
    });
  }
}

function keyOf(pem: string, path: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch (cause) {
    throw new AppError('environment', 'the file holds no private key that can be read', {
      path,
      remedy: 'give the key in PEM without a passphrase: openssl pkey -in OLD -out NEW',
      cause,
    });
  }
}

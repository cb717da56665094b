import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { EXPIRED, INTERMEDIATE, KEY, LEAF, OTHER_KEY, OTHER_NAME } from '../../test/fixtures/certificates.ts';
import { NOON } from '../../test/fixtures/records.ts';
import { temporaryFolder } from '../../test/harness/temp.ts';
import { ManualClock } from './clock.ts';
import { readTlsPair, type TlsPair, validityFault, watchTls } from './tls-files.ts';

function files(cert: string, key: string) {
  const folder = temporaryFolder();
  const paths = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
  writeFileSync(paths.cert, cert);
  writeFileSync(paths.key, key);
  return paths;
}

describe('certificate and key', () => {
  it('are taken when they belong together', async () => {
    const pair = await readTlsPair(files(LEAF + INTERMEDIATE, KEY));

    expect(validityFault(pair, NOON)).toBeUndefined();
  });

  it.each([
    ['a key of another certificate', LEAF, OTHER_KEY, /does not belong to the certificate/],
    ['a file without a certificate', 'hello', KEY, /no certificate in PEM/],
    ['a file without a key', LEAF, LEAF, /no private key/],
    [
      'an intermediate that is broken',
      `${LEAF}-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n`,
      KEY,
      /cannot be used/,
    ],
  ])('are refused with a remedy: %s', async (_what, cert, key, expected) => {
    await expect(readTlsPair(files(cert, key))).rejects.toMatchObject({
      message: expect.stringMatching(expected),
      remedy: expect.any(String),
    });
  });

  it('are refused when a file is not there', async () => {
    const paths = files(LEAF, KEY);
    await expect(readTlsPair({ ...paths, key: `${paths.key}.gone` })).rejects.toMatchObject({
      message: expect.stringContaining('it is not there'),
    });
  });

  it('are known to have expired', async () => {
    expect(validityFault(await readTlsPair(files(EXPIRED, KEY)), NOON)).toMatch(
      /^the certificate expired on 20/,
    );
  });
});

it('takes a new pair when it is good, and keeps the old one when it is not', async () => {
  const paths = files(LEAF, KEY);
  const used: TlsPair[] = [];
  const errors: string[] = [];
  const nothing = () => undefined;
  const log = {
    debug: nothing,
    info: nothing,
    warn: nothing,
    error: (f: object) => void errors.push(String((f as { error: unknown }).error)),
  };
  const deps = { clock: new ManualClock(NOON), log, use: (pair: TlsPair) => void used.push(pair) };
  const watched = watchTls(paths, await readTlsPair(paths), deps);
  onTestFinished(() => watched.stop());

  writeFileSync(paths.cert, EXPIRED);
  await watched.reload();
  writeFileSync(paths.key, OTHER_KEY);
  await watched.reload();
  expect(used).toEqual([]);
  expect(errors).toEqual([expect.stringContaining('expired'), expect.stringContaining('does not belong')]);

  writeFileSync(paths.cert, OTHER_NAME);
  writeFileSync(paths.key, KEY);
  await watched.reload();
  expect(used.map((pair) => pair.cert)).toEqual([OTHER_NAME]);
});

/** The real outbound client for tests of destinations, with deadlines short enough to wait for. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Connector, Outbound } from '../../src/app/ports/outbound.ts';
import { createOutbound, type OutboundSettings } from '../../src/platform/outbound.ts';
import { ROOT } from '../fixtures/certificates.ts';
import { temporaryFolder } from './temp.ts';

export function outboundFor(over: Partial<OutboundSettings> = {}, deadlineMs = 5_000): Outbound & Connector {
  const client = createOutbound({
    allow: ['127.0.0.0/8'],
    plainHttp: ['127.0.0.1', 'localhost'],
    lookup: async (host) => {
      if (host !== 'localhost') throw Object.assign(new Error('no such host'), { code: 'ENOTFOUND' });
      return ['127.0.0.1'];
    },
    ...over,
  });
  onTestFinished(() => client.close());
  return {
    request: (request) => client.request({ ...request, deadlineMs }),
    connect: (target) => client.connect({ ...target, deadlineMs }),
  };
}

/** A file with the authority of the test certificates. */
export function trustedRoot(): { readonly caFile: string } {
  const caFile = join(temporaryFolder(), 'ca.pem');
  writeFileSync(caFile, ROOT);
  return { caFile };
}

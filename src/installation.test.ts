import { expect, it } from 'vitest';
import { applyConfig } from './api/config.ts';
import { localApi } from './http/dispatch.ts';
import { openInstallation } from './installation.ts';
import { createRedactor } from './platform/redact.ts';
import { temporaryFolder } from '../test/harness/temp.ts';

it('closes only when what a new configuration began is done, as --offline does at once', async () => {
  const errors: unknown[] = [];
  const log = { debug() {}, info() {}, warn() {}, error: (fields: unknown) => void errors.push(fields) };
  // So many that their addresses take a while to be made.
  const sites = Array.from(
    { length: 100 },
    (_, i) => `  s-${i}: { server: "https://10ax.online.tableau.com", content_url: s${i} }`,
  );
  for (let round = 1; round <= 2; round += 1) {
    const installation = await openInstallation({
      ...{ data: temporaryFolder(), keyFile: undefined, configFile: undefined, log },
      ...{ outbound: { allow: [], plainHttp: [] }, publicUrl: () => undefined, redactor: createRedactor() },
    });
    const api = localApi(installation.handlers, { actor: 'test', may: new Set(['configure']) });
    const text = `sites:\n${sites.join('\n')}\n`;
    await api.call(applyConfig, { text });

    await installation.close();
  }

  expect(errors).toEqual([]);
});

/** A stop does not wait for providers that were asked who has acknowledged, and do not answer. */
import { expect, it, vi } from 'vitest';
import { httpServer } from '../harness/http.ts';
import { tableauBody } from '../harness/pipeline.ts';
import { startServiceBench } from '../harness/service.ts';

it('ends at once while PagerDuty and Slack are asked and say nothing', async () => {
  const asked: string[] = [];
  const silent = await httpServer((request) => void asked.push(request.url ?? ''));
  const events = await httpServer((_request, response) => {
    response.writeHead(202, { 'content-type': 'application/json' });
    response.end('{"status":"success","dedup_key":"x"}');
  });
  const bench = await startServiceBench();
  const applied = await bench.service.installation.apply(
    `sites: { acme: { server: "https://10ax.online.tableau.com", content_url: acme } }
accounts: { chat: { slack: { token: xoxb-simulated-0000000001, app_token: xapp-1-simulated-000001, api: "${silent.url}" } } }
receivers:
  chat: [{ slack: { account: chat, channel: C0000000001 } }]
  duty: [{ pagerduty: { routing_key: "${'a1'.repeat(16)}", url: "${events.url}", api: "${silent.url}", api_token: rest-key-000000000001 } }]
routes: [{ match: { condition: refresh-failed }, tell: duty, group_wait: 0s }]
operators: [receiver:duty]
`,
    'test',
  );
  expect(applied).toMatchObject({ ok: true });
  await bench.post(tableauBody({ created_at: new Date().toISOString() }));
  const isAsked = (path: string) => asked.some((url) => url.includes(path));
  await vi.waitFor(
    () => expect([isAsked('/incidents'), isAsked('/apps.connections.open')]).toEqual([true, true]),
    {
      timeout: 10_000,
    },
  );

  const begun = performance.now();
  await bench.service.stop();

  expect(performance.now() - begun).toBeLessThan(2000);
  expect(bench.errors).toEqual([]);
});

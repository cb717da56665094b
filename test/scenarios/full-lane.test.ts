/** A lane with more to tell than it may send at once. */
import { expect, it, onTestFinished } from 'vitest';
import { startSink } from '../../src/simulator/sink/sink.ts';
import { tableauBody } from '../harness/pipeline.ts';
import { startServiceBench } from '../harness/service.ts';

it('goes on as soon as a place in a full lane is free', async () => {
  const sink = await startSink();
  onTestFinished(() => sink.close());
  const bench = await startServiceBench();
  await bench.service.installation.apply(
    `sites: { acme: { server: "https://10ax.online.tableau.com", content_url: acme } }
receivers: { sink: [{ webhook: { url: "${sink.url}", secret: "whsec_${'AAAA'.repeat(8)}" } }] }
routes: [{ name: failures, match: { condition: refresh-failed }, tell: sink, group_wait: 0s, group_by: ["..."] }]
operators: [receiver:sink]
`,
    'test',
  );

  const created_at = new Date().toISOString();
  const failures = Array.from({ length: 60 }, (_, i) =>
    tableauBody({ resource_luid: `item-${i}`, created_at }),
  );
  await Promise.all(failures.map((body) => bench.post(body)));

  // Without the wake the rest waits for the minute after which a loop looks by itself.
  expect(await sink.waitFor(60, 15_000)).toHaveLength(60);
});

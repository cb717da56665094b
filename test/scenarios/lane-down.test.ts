/** One of two ways out is down for a while, in real time: the other does not feel it, and afterwards nothing comes twice. */
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { type Sink, type SinkRequest, startSink } from '../../src/simulator/sink/sink.ts';
import { tableauBody } from '../harness/pipeline.ts';
import { startServiceBench } from '../harness/service.ts';

/** From ten minutes on it is an outage, of which a digest tells: `LANE_DOWN=610 npx vitest run test/scenarios/lane-down.test.ts`. */
const SECONDS = Number(process.env['LANE_DOWN'] ?? 1);
const IS_OUTAGE = SECONDS >= 600;
const FAILURES = 120;
const RECOVERIES = 80;
/** Until the next probe finds that it works again. */
const PROBE_WAIT = IS_OUTAGE ? 6 * 60_000 : 60_000;

type Message = {
  readonly data: { readonly kind: string; readonly items: readonly { readonly name: string }[] };
};

async function startSinks(): Promise<readonly [Sink, Sink]> {
  const sinks = await Promise.all([startSink(), startSink()]);
  onTestFinished(async () => void (await Promise.all(sinks.map((sink) => sink.close()))));
  return sinks as unknown as readonly [Sink, Sink];
}

const messages = (requests: readonly SinkRequest[]) =>
  requests.map(({ body, mono }) => ({ ...(JSON.parse(body.toString()) as Message).data, mono }));

it(`${SECONDS} s of a way out that is down`, { timeout: (SECONDS + 60) * 1000 + PROBE_WAIT }, async () => {
  const [down, well] = await startSinks();
  const here = await startServiceBench();
  const to = ({ url }: Sink) => `[{ webhook: { url: "${url}/in", secret: "whsec_${'AAAA'.repeat(8)}" } }]`;
  const route = 'match: { condition: refresh-failed }, group_wait: 0s, group_by: ["..."]';
  const text = `sites: { acme: { server: "https://10ax.online.tableau.com", content_url: acme } }
receivers: { down: ${to(down)}, well: ${to(well)} }
routes: [{ ${route}, tell: down, continue: true }, { ${route}, tell: well }]
`;
  expect(await here.service.installation.apply(text, 'test')).toMatchObject({ ok: true });
  down.set({ kind: 'answer', status: 503 });

  const sent = new Map<string, number>();
  const begun = performance.now();
  const say = async (item: number, outcome: 'Failed' | 'Succeeded') => {
    const created_at = new Date().toISOString();
    const name = `item-${item}`;
    sent.set(`${outcome} ${name}`, performance.now());
    const event_type = `DatasourceRefresh${outcome}`;
    const answer = await here.post(
      tableauBody({ event_type, resource_name: name, resource_luid: name, created_at }),
    );
    expect(answer.status).toBe(200);
    await pause(2);
  };
  for (let item = 0; item < FAILURES; item++) await say(item, 'Failed');
  for (let item = 0; item < RECOVERIES; item++) await say(item, 'Succeeded');
  const healthy = messages(await well.waitFor(FAILURES + RECOVERIES, 60_000));
  await pause(Math.max(0, SECONDS * 1000 - (performance.now() - begun)));
  const probes = down.count();
  down.clear();
  down.set({ kind: 'answer', status: 200 });
  await down.waitFor(1, PROBE_WAIT);
  await here.settled();

  const waits = healthy
    .map(
      ({ kind, items, mono }) =>
        mono - (sent.get(`${kind === 'recovered' ? 'Succeeded' : 'Failed'} ${items[0]?.name}`) ?? 0),
    )
    .sort((a, b) => a - b);
  const after = messages(down.requests);
  const names = after.filter(({ kind }) => kind !== 'digest').map(({ items }) => items[0]?.name);
  console.log(
    `${probes} requests while it was down; the other heard after ${waits[Math.floor(waits.length / 2)]?.toFixed(0)} ms, ` +
      `p99 ${waits[Math.floor(waits.length * 0.99)]?.toFixed(0)} ms; then ${after.length} messages, ${after.length - names.length} digests`,
  );
  expect(waits).toHaveLength(FAILURES + RECOVERIES);
  expect(waits.at(-1)).toBeLessThan(5000);
  expect(probes).toBeLessThanOrEqual(IS_OUTAGE ? 20 : 10);
  expect(new Set(names).size).toBe(names.length);
  const open = Array.from({ length: FAILURES - RECOVERIES }, (_, n) => `item-${RECOVERIES + n}`);
  if (IS_OUTAGE) {
    expect(after.length - names.length).toBe(1);
    // Measured once: 13, of at most 20 cards in the first hour.
    expect(after.length).toBeLessThanOrEqual(20);
    for (const name of names) expect(open).toContain(name);
  } else expect(names.sort()).toEqual(open.sort());
  expect(here.errors).toEqual([]);
});

/** The load generator, a process of its own: raw keep-alive sockets, so that it takes as little CPU as it can. */
import { connect, type Socket } from 'node:net';
import { eventBody } from './event-body.ts';

export type LoadOrder = {
  readonly port: number;
  /** Taken in turn by the connections: the service limits how much one key may bring. */
  readonly paths: readonly string[];
  readonly connections: number;
  readonly forMs: number;
  /** Calls for each second over all connections; as many as go through when left out. */
  readonly perSecond?: number;
};

export type LoadResult = {
  readonly accepted: number;
  readonly others: number;
  readonly seconds: number;
  readonly latencies: readonly number[];
  /** Name of each paced probe and when it was sent. */
  readonly probes: readonly (readonly [string, number])[];
};

const now = () => Number(process.hrtime.bigint()) / 1e6;
let number = 0;

type Line = { post(name: string, path: string): Promise<number>; end(): void };

async function open(port: number): Promise<Line> {
  const socket: Socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  let answered: ((status: number) => void) | undefined;
  let fail: ((error: Error) => void) | undefined;
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1');
    const head = text.indexOf('\r\n\r\n');
    if (head === -1) return;
    const length = Number(/content-length: (\d+)/i.exec(text.slice(0, head))?.[1] ?? 0);
    if (text.length < head + 4 + length) return;
    const status = Number(text.slice(9, 12));
    text = '';
    answered?.(status);
  });
  socket.on('error', (error) => fail?.(error));
  socket.on('close', () => fail?.(new Error('the server closed a connection')));
  return {
    post: (name, path) =>
      new Promise((resolve, reject) => {
        answered = resolve;
        fail = reject;
        number += 1;
        const body = eventBody(name, number);
        socket.write(
          `POST ${path} HTTP/1.1\r\nhost: bench\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
        );
      }),
    end() {
      fail = undefined;
      socket.destroy();
    },
  };
}

async function run({ port, paths, connections, forMs, perSecond }: LoadOrder): Promise<LoadResult> {
  const lines = await Promise.all(Array.from({ length: connections }, () => open(port)));
  const latencies: number[] = [];
  const probes: [string, number][] = [];
  let others = 0;
  const begun = now();
  const one = async (line: Line, path: string) => {
    const name = perSecond === undefined ? `Sales ${number}` : `probe-${number}`;
    const sent = now();
    if (perSecond !== undefined) probes.push([name, sent]);
    if ((await line.post(name, path)) === 200) latencies.push(now() - sent);
    else others += 1;
  };
  const gap = perSecond === undefined ? 0 : (1000 * connections) / perSecond;
  await Promise.all(
    lines.map(async (line, i) => {
      const path = paths[i % paths.length] ?? '/';
      for (let turn = 0; now() - begun < forMs; turn++) {
        const wait = begun + turn * gap + (gap * i) / connections - now();
        if (gap > 0 && wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
        await one(line, path);
      }
      line.end();
    }),
  );
  return { accepted: latencies.length, others, seconds: (now() - begun) / 1000, latencies, probes };
}

process.on('message', (order: LoadOrder) => {
  run(order).then(
    (result) => process.send?.(result),
    (error) => {
      console.error('the load generator failed:', error);
      process.exit(1);
    },
  );
});
process.on('disconnect', () => process.exit(0));

/** The destination of the measured messages: notes when each probe arrives, and goes down when told. Forked. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export type ToSink = 'down' | 'up' | 'report';
export type FromSink = {
  readonly port: number;
  readonly requests: number;
  /** Name of the probe and when it came, milliseconds of the machine's monotonic clock. */
  readonly arrivals: readonly (readonly [string, number])[];
};

const arrivals = new Map<string, number>();
let requests = 0;
let port = 0;

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const at = Number(process.hrtime.bigint()) / 1e6;
    requests += 1;
    const probe = /probe-\d+/.exec(Buffer.concat(chunks).toString())?.[0];
    if (probe !== undefined && !arrivals.has(probe)) arrivals.set(probe, at);
    response.writeHead(200, { 'content-length': '0' });
    response.end();
  });
});

const report = () => process.send?.({ port, requests, arrivals: [...arrivals] } satisfies FromSink);

function listen(): void {
  server.listen(port, '127.0.0.1', () => {
    port = (server.address() as AddressInfo).port;
    report();
  });
}

process.on('message', (message: ToSink) => {
  if (message === 'report') return report();
  if (message === 'up') return listen();
  server.close(() => report());
  server.closeAllConnections();
});
process.on('disconnect', () => process.exit(0));
listen();

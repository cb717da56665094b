/** A listener of a simulator: opens on any address, and closes at once with all that is connected. */
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';

export type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

export type Listener = { readonly url: string; readonly close: () => Promise<void> };

/** Port 0 takes any free one. */
export async function listen(
  answer: RequestListener,
  {
    host = '127.0.0.1',
    port = 0,
    onUpgrade,
  }: {
    readonly host?: string | undefined;
    readonly port?: number | undefined;
    /** For who speaks WebSocket as well. */
    readonly onUpgrade?: Upgrade | undefined;
  },
): Promise<Listener> {
  const server = createServer(answer);
  if (onUpgrade !== undefined) server.on('upgrade', onUpgrade);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

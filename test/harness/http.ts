/** Small servers for tests of what asks others: each ends with its test. */
import { createServer, type RequestListener } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { INTERMEDIATE, KEY, LEAF } from '../fixtures/certificates.ts';

export async function httpServer(listener: RequestListener): Promise<{ readonly url: string }> {
  return { url: `http://127.0.0.1:${await listening(createServer(listener))}` };
}

/** With the whole chain unless told otherwise. */
export async function httpsServer(
  listener: RequestListener,
  cert = LEAF + INTERMEDIATE,
): Promise<{ readonly url: string; readonly port: number }> {
  const port = await listening(createSecureServer({ key: KEY, cert }, listener));
  return { url: `https://localhost:${port}`, port };
}

export async function tcpServer(listener: (socket: Socket) => void): Promise<{ readonly url: string }> {
  return { url: `http://127.0.0.1:${await listening(createTcpServer(listener))}` };
}

/** A port on which nobody listens. */
export async function deadPort(): Promise<number> {
  const server = createTcpServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function listening(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

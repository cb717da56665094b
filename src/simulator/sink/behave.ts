/** The ways in which an HTTP server answers badly, for every simulated endpoint. */
import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';

export type Behaviour =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    }
  /** Takes the request and never answers. */
  | { readonly kind: 'hang' }
  /** Drops the connection with a TCP reset. */
  | { readonly kind: 'reset' }
  /** Sends the head and then a byte at a time, for ever. */
  | { readonly kind: 'trickle'; readonly everyMs?: number }
  /** A successful answer with a body of this size. */
  | { readonly kind: 'huge'; readonly bytes?: number }
  /** A small compressed body that unpacks to this size. */
  | { readonly kind: 'gzip-bomb'; readonly bytes?: number }
  | { readonly kind: 'redirect'; readonly to: string; readonly status?: number };

const MEBIBYTE = 1024 * 1024;

export function behave(response: ServerResponse, behaviour: Behaviour): void {
  switch (behaviour.kind) {
    case 'answer':
      response.writeHead(behaviour.status, behaviour.headers).end(behaviour.body);
      return;
    case 'hang':
      return;
    case 'reset':
      response.socket?.resetAndDestroy();
      return;
    case 'trickle':
      trickle(response, behaviour.everyMs ?? 200);
      return;
    case 'huge':
      pour(response, behaviour.bytes ?? 256 * MEBIBYTE);
      return;
    case 'gzip-bomb':
      bomb(response, behaviour.bytes ?? 64 * MEBIBYTE);
      return;
    case 'redirect':
      response.writeHead(behaviour.status ?? 302, { location: behaviour.to }).end();
      return;
  }
}

function trickle(response: ServerResponse, everyMs: number): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.write(' ');
  const drip = setInterval(() => response.write(' '), everyMs);
  drip.unref();
  response.once('close', () => clearInterval(drip));
}

/** Writes no faster than the other side reads, so that the size costs this process no memory. */
function pour(response: ServerResponse, bytes: number): void {
  const chunk = Buffer.alloc(Math.min(bytes, 64 * 1024), 'x');
  let left = bytes;
  const more = (): void => {
    while (left > 0) {
      const piece = left < chunk.length ? chunk.subarray(0, left) : chunk;
      left -= piece.length;
      if (!response.write(piece)) return;
    }
    response.end();
  };
  response.writeHead(200, { 'content-type': 'application/json' });
  response.on('drain', more);
  more();
}

function bomb(response: ServerResponse, bytes: number): void {
  const packed = gzipSync(Buffer.alloc(bytes, 'x'));
  response
    .writeHead(200, {
      'content-type': 'application/json',
      'content-encoding': 'gzip',
      'content-length': packed.length,
    })
    .end(packed);
}

/** Slack's Socket Mode, simulated: lines that apps open, presses that go down one of them, and their confirmation. */
import { randomUUID } from 'node:crypto';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Upgrade } from '../shared/listen.ts';

export type SlackUser = { readonly id: string; readonly name: string };

export type SlackLines = {
  readonly onUpgrade: Upgrade;
  /** The address of a new line, good for one opening. */
  ticket(base: string): string;
  count(): number;
  /** Resolves with whether the app has confirmed it in time; without a line it has not. */
  press(payload: object): Promise<boolean>;
  /** As Slack does every few hours. */
  move(): void;
  close(): void;
};

/** https://docs.slack.dev/apis/events-api/using-socket-mode#acknowledge */
const IN_TIME_MS = 3000;

export function slackLines(): SlackLines {
  const server = new WebSocketServer({ noServer: true });
  const tickets = new Set<string>();
  const waiting = new Map<string, (confirmed: boolean) => void>();

  server.on('connection', (line: WebSocket) => {
    line.send(JSON.stringify({ type: 'hello', num_connections: server.clients.size }));
    line.on('message', (data) => {
      const id = envelopeIn(String(data));
      waiting.get(id)?.(true);
    });
  });

  return {
    onUpgrade(request, socket, head) {
      const ticket = new URL(request.url ?? '/', 'http://slack').searchParams.get('ticket') ?? '';
      if (!tickets.delete(ticket)) return void socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      server.handleUpgrade(request, socket, head, (line) => server.emit('connection', line, request));
    },
    ticket(base) {
      const ticket = randomUUID();
      tickets.add(ticket);
      return `${base.replace(/^http/, 'ws')}/link/?ticket=${ticket}`;
    },
    count: () => server.clients.size,
    press(payload) {
      const [line] = server.clients;
      if (line === undefined) return Promise.resolve(false);
      const envelope_id = randomUUID();
      return new Promise((resolve) => {
        const timer = setTimeout(() => resolve(false), IN_TIME_MS);
        waiting.set(envelope_id, (confirmed) => {
          clearTimeout(timer);
          waiting.delete(envelope_id);
          resolve(confirmed);
        });
        line.send(
          JSON.stringify({ type: 'interactive', envelope_id, accepts_response_payload: true, payload }),
        );
      });
    },
    move() {
      for (const line of server.clients)
        line.send(JSON.stringify({ type: 'disconnect', reason: 'refresh_requested' }));
    },
    close() {
      for (const line of server.clients) line.terminate();
      server.close();
    },
  };
}

function envelopeIn(text: string): string {
  try {
    return String((JSON.parse(text) as { envelope_id?: unknown }).envelope_id);
  } catch {
    return '';
  }
}

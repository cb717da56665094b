/** The one way out: every request and connection that Tabduty makes goes through this client and its guard. */
import type { Socket } from 'node:net';

export type OutboundRequest = {
  readonly url: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'HEAD';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Total time for everything from DNS to the last byte, milliseconds; default 15 000. */
  readonly deadlineMs?: number;
  /** How many bytes of the answer are read, after decompression; default 64 KiB. */
  readonly maxBytes?: number;
  readonly signal?: AbortSignal;
};

/**
 * `not-sent`: certainly nothing arrived. `unknown`: it may have arrived (the answer was lost or unusable).
 * Redirects are not followed; a 3xx is an answer. `detail` never holds a secret part of the URL.
 */
export type OutboundResult =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
      readonly truncated: boolean;
    }
  | {
      readonly kind: 'not-sent';
      readonly fault: 'url' | 'blocked' | 'dns' | 'connect' | 'tls' | 'proxy' | 'timeout' | 'aborted';
      readonly detail: string;
    }
  | {
      readonly kind: 'unknown';
      readonly fault: 'timeout' | 'reset' | 'answer' | 'aborted';
      readonly detail: string;
    };

export interface Outbound {
  request(request: OutboundRequest): Promise<OutboundResult>;
}

export type ConnectTarget = {
  readonly host: string;
  readonly port: number;
  /** True when nothing on this connection will be encrypted: the host must be one that may be spoken to so. */
  readonly plain: boolean;
  /** The connection is cut after this time, whatever happens on it, milliseconds; default 30 000. */
  readonly deadlineMs?: number;
  readonly signal?: AbortSignal;
};

/** `trusted`: the certificates to judge the other side by, when TLS begins on the connection; the usual ones without. */
export type Connected =
  | { readonly kind: 'open'; readonly socket: Socket; readonly trusted: readonly string[] | undefined }
  | Extract<OutboundResult, { readonly kind: 'not-sent' }>;

export type LineTarget = {
  /** ws(s)://… */
  readonly url: string;
  /** With the line: its first words may come before whoever asked has it. */
  readonly onText: (text: string, line: Line) => void;
  /** Ends the opening, and the line. */
  readonly signal?: AbortSignal;
};

export type Line = {
  send(text: string): void;
  close(): void;
  /** Settles once it is closed, by whoever, with why. */
  readonly closed: Promise<string>;
};

/** For providers that talk back: a WebSocket through the same guard. */
export interface Liner {
  openLine(target: LineTarget): Promise<{ readonly kind: 'open'; readonly line: Line } | NotSent>;
}

type NotSent = Extract<OutboundResult, { readonly kind: 'not-sent' }>;

/** For what does not speak HTTP (SMTP): a TCP connection to an address that passed the same guard. */
export interface Connector {
  connect(target: ConnectTarget): Promise<Connected>;
}

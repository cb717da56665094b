/** The one way out: every request that Tabduty makes goes through this client and its guard. */

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

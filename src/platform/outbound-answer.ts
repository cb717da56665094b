/** Collects one answer within its limits and says at the end what is known of it: sent, not sent, or unknowable. */
import { brotliDecompressSync, constants, gunzipSync, inflateSync } from 'node:zlib';
import type { Dispatcher } from 'undici';
import type { OutboundResult } from '../app/ports/outbound.ts';
import { codeOf, unsentFault } from './outbound-fault.ts';

export class AnswerCollector implements Dispatcher.DispatchHandler {
  readonly #most: number;
  readonly #finish: (result: OutboundResult) => void;
  #controller: Dispatcher.DispatchController | undefined;
  #finished = false;
  #cutBeforeStart: Error | undefined;
  #status = 0;
  #headers: Record<string, string> = {};
  #chunks: Buffer[] = [];
  #size = 0;

  constructor(most: number, finish: (result: OutboundResult) => void) {
    this.#most = most;
    this.#finish = finish;
  }

  /** The request goes onto a connection now: from here on it may have arrived. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#cutBeforeStart) return controller.abort(this.#cutBeforeStart);
    this.#controller = controller;
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): void {
    this.#status = status;
    for (const [name, value] of Object.entries(headers)) {
      if (value !== undefined)
        this.#headers[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : value;
    }
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    const room = this.#most - this.#size;
    this.#chunks.push(chunk.subarray(0, room));
    this.#size += Math.min(room, chunk.length);
    if (chunk.length <= room) return;
    this.#answer(true);
    controller.abort(new Error('enough was read'));
  }

  onResponseEnd(): void {
    this.#answer(false);
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (this.#controller === undefined) return this.fail(unsentFault(error));
    if (error.name === 'HTTPParserError')
      return this.#end({
        kind: 'unknown',
        fault: 'answer',
        detail: 'what answers there does not speak HTTP',
      });
    const detail = `the connection broke before the whole answer was there (${codeOf(error) ?? error.message.slice(0, 100)})`;
    this.#end({ kind: 'unknown', fault: 'reset', detail });
  }

  /** Ends it now: by the deadline, or because Tabduty stops. */
  cut(fault: 'timeout' | 'aborted', detail: string): void {
    const sent = this.#controller !== undefined;
    this.#end(sent ? { kind: 'unknown', fault, detail } : { kind: 'not-sent', fault, detail });
    const reason = new Error(detail);
    if (this.#controller) this.#controller.abort(reason);
    else this.#cutBeforeStart = reason;
  }

  fail(result: OutboundResult): void {
    this.#end(result);
  }

  #answer(truncated: boolean): void {
    const { text, cut } = decoded(Buffer.concat(this.#chunks), this.#headers['content-encoding'], this.#most);
    this.#end({
      kind: 'answer',
      status: this.#status,
      headers: this.#headers,
      body: text,
      truncated: truncated || cut,
    });
  }

  #end(result: OutboundResult): void {
    if (this.#finished) return;
    this.#finished = true;
    this.#finish(result);
  }
}

/** We ask for no compression; who compresses all the same is read up to the same limit, so that a bomb stays small. */
function decoded(
  bytes: Buffer,
  encoding: string | undefined,
  most: number,
): { readonly text: string; readonly cut: boolean } {
  const limits = { maxOutputLength: most, finishFlush: constants.Z_SYNC_FLUSH };
  try {
    switch (encoding?.toLowerCase()) {
      case 'gzip':
        return { text: gunzipSync(bytes, limits).toString('utf8'), cut: false };
      case 'deflate':
        return { text: inflateSync(bytes, limits).toString('utf8'), cut: false };
      case 'br':
        return { text: brotliDecompressSync(bytes, { maxOutputLength: most }).toString('utf8'), cut: false };
      default:
        return { text: bytes.toString('utf8'), cut: false };
    }
  } catch (error) {
    if (error instanceof Error && codeOf(error) === 'ERR_BUFFER_TOO_LARGE') return { text: '', cut: true };
    // Damaged, or not compressed at all, which a header may claim: whoever reads it judges it by what is there.
    return { text: bytes.toString('utf8'), cut: false };
  }
}

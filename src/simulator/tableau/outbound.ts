/** One POST as Tableau's sender makes it: a limited time to connect and to read, a valid certificate, no redirects. */
import { readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';
import { Agent, request } from 'undici';
import type { Switches } from './switches.ts';

export type PostResult =
  | { readonly kind: 'answered'; readonly status: number; readonly body: string }
  | { readonly kind: 'unreachable'; readonly error: string };

/** What of a destination's answer is kept; the rest is read and dropped. */
const KEPT_BODY = 4096;
const MAX_REDIRECTS = 3;

export class Outbound {
  readonly #switches: Switches;
  #agent: Agent | undefined;
  #builtFrom = '';

  constructor(switches: Switches) {
    this.#switches = switches;
  }

  headers(body: string): Record<string, string> {
    return {
      'user-agent': this.#switches.userAgent,
      accept: '*/*',
      ...(body === '' ? {} : { 'content-type': this.#switches.contentType }),
    };
  }

  async post(url: string, body: string): Promise<PostResult> {
    try {
      return await this.#post(url, body, MAX_REDIRECTS);
    } catch (error) {
      return { kind: 'unreachable', error: causeOf(error) };
    }
  }

  async close(): Promise<void> {
    await this.#agent?.destroy();
  }

  async #post(url: string, body: string, redirects: number): Promise<PostResult> {
    const answer = await request(url, {
      method: 'POST',
      body,
      headers: this.headers(body),
      dispatcher: this.#dispatcher(),
    });
    let kept = '';
    for await (const piece of answer.body) {
      if (kept.length < KEPT_BODY) kept += String(piece).slice(0, KEPT_BODY - kept.length);
    }
    const location = answer.headers['location'];
    const redirected = answer.statusCode >= 300 && answer.statusCode < 400 && typeof location === 'string';
    if (redirected && this.#switches.followRedirects && redirects > 0) {
      return this.#post(new URL(location, url).href, body, redirects - 1);
    }
    return { kind: 'answered', status: answer.statusCode, body: kept };
  }

  /** The agent is made again when a switch that shapes it has changed. */
  #dispatcher(): Agent {
    const { connectTimeoutMs, readTimeoutMs, validCertificate, caFile } = this.#switches;
    const wanted = JSON.stringify([connectTimeoutMs, readTimeoutMs, validCertificate, caFile]);
    if (this.#agent === undefined || wanted !== this.#builtFrom) {
      void this.#agent?.close();
      this.#builtFrom = wanted;
      this.#agent = new Agent({
        connections: 32,
        headersTimeout: readTimeoutMs,
        bodyTimeout: readTimeoutMs,
        connect: {
          timeout: connectTimeoutMs,
          rejectUnauthorized: validCertificate,
          ...(caFile === '' ? {} : { ca: [...rootCertificates, readFileSync(caFile, 'utf8')] }),
        },
      });
    }
    return this.#agent;
  }
}

function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const inner = error instanceof AggregateError ? error.errors[0] : error.cause;
  if (inner instanceof Error) return inner.message;
  return error.message === '' ? error.name : error.message;
}

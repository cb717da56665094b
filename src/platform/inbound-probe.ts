/**
 * Looks at the public address as an outsider would, leg by leg. It is no outbound client: it goes to Tabduty's own address
 * alone, which may well be a private one, and it carries nothing.
 */
import { lookup } from 'node:dns/promises';
import { readFileSync } from 'node:fs';
import { request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { connect } from 'node:net';
import { connect as tlsConnect, rootCertificates, type TLSSocket } from 'node:tls';
import ipaddr from 'ipaddr.js';
import type { AnswerSight, InboundProbe, InboundSight, TlsSight } from '../app/ports/doctor.ts';
import { certificateSight } from './certificate-sight.ts';
import { codeOf, connectFault } from './outbound-fault.ts';

const PATIENCE = 10_000;
/** A name has an address or two; each may cost the whole patience. */
const MOST_ADDRESSES = 4;
const MOST_BYTES = 64 * 1024;

type Place = { readonly address: string; readonly host: string; readonly port: number };

/** `caFile`: authorities that this installation trusts besides the public ones. */
export function inboundProbe(caFile: string | undefined): InboundProbe {
  return {
    async look(publicUrl, nonce) {
      const url = new URL(publicUrl);
      const host = url.hostname.replace(/^\[|\]$/g, '');
      const found = await lookUp(host);
      const isPublic = found.addresses.some((a) => ipaddr.process(a).range() === 'unicast');
      if (found.addresses.length === 0) return { lookup: found, isPublic };
      const isTls = url.protocol === 'https:';
      const port = Number(url.port) || (isTls ? 443 : 80);
      const places = found.addresses.slice(0, MOST_ADDRESSES).map((address) => ({ address, host, port }));
      const ca = isTls ? authorities(caFile) : undefined;
      return { lookup: found, isPublic, ...(await behindName(url, places, nonce, ca)) };
    },
  };
}

function authorities(caFile: string | undefined): string | undefined {
  return caFile === undefined ? undefined : readFileSync(caFile, 'utf8');
}

async function lookUp(host: string): Promise<InboundSight['lookup']> {
  if (ipaddr.isValid(host)) return { addresses: [host], fault: undefined };
  try {
    const found = await lookup(host, { all: true });
    return { addresses: found.map((a) => a.address), fault: undefined };
  } catch (error) {
    return { addresses: [], fault: connectFault(error).detail };
  }
}

async function behindName(url: URL, places: readonly Place[], nonce: string, ca: string | undefined) {
  const { place, ...connect } = await firstThatAnswers(places);
  const reached = { connect };
  if (place === undefined) return reached;
  const tls = url.protocol === 'https:' ? await handshake(place, ca) : undefined;
  if (tls?.kind === 'failed') return { ...reached, tls };
  const base = url.pathname.replace(/\/$/, '');
  const get = await ask(url, place, { method: 'GET', path: `${base}/healthz?nonce=${nonce}` });
  const post = await ask(url, place, { method: 'POST', path: `${base}/hooks/doctor` });
  return { ...reached, ...(tls === undefined ? {} : { tls }), get, post };
}

async function firstThatAnswers(places: readonly Place[]) {
  const dead: string[] = [];
  let fault: string | undefined;
  for (const place of places) {
    const address = `${place.address} port ${place.port}`;
    fault = await connectTo(place);
    if (fault === undefined) return { place, address, fault, dead };
    dead.push(address);
  }
  return { place: undefined, address: dead.join(' and '), fault, dead: [] };
}

function connectTo({ address, port }: Place): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port });
    const end = (fault: string | undefined) => {
      socket.destroy();
      resolve(fault);
    };
    socket.setTimeout(PATIENCE, () => end('nobody answers; a firewall may drop it'));
    socket.on('connect', () => end(undefined));
    socket.on('error', (error) => end(connectFault(error).detail));
  });
}

async function handshake(place: Place, ca: string | undefined): Promise<TlsSight> {
  const usual = await handshakeWith(place, undefined);
  if (usual.kind === 'failed' || usual.fault === undefined || ca === undefined) return usual;
  const own = await handshakeWith(place, [...rootCertificates, ca]);
  return own.kind === 'shown' ? { ...own, ownAuthority: own.fault === undefined } : own;
}

/** Goes on with a bad certificate, to see it; nothing is sent on this connection. */
function handshakeWith({ address, host, port }: Place, ca: readonly string[] | undefined): Promise<TlsSight> {
  return new Promise((resolve) => {
    const servername = ipaddr.isValid(host) ? '' : host;
    const trust = ca === undefined ? {} : { ca: [...ca] };
    const socket: TLSSocket = tlsConnect({
      host: address,
      port,
      servername,
      rejectUnauthorized: false,
      ...trust,
    });
    const end = (sight: TlsSight) => {
      socket.destroy();
      resolve(sight);
    };
    const failed = (code: string, detail: string) => end({ kind: 'failed', code, detail });
    socket.setTimeout(PATIENCE, () => failed('TIMEOUT', 'no answer in time'));
    socket.on('error', (error) => failed(codeOf(error) ?? '', error.message.slice(0, 200)));
    socket.on('secureConnect', () => {
      const certificate = certificateSight(socket, host);
      if (certificate === undefined) return failed('NO_CERTIFICATE', 'no certificate was shown');
      end({ kind: 'shown', ...certificate, ownAuthority: false });
    });
  });
}

/** The certificate has been judged: what answers behind a bad one is worth knowing too. */
function ask(
  url: URL,
  place: Place,
  { method, path }: { method: string; path: string },
): Promise<AnswerSight> {
  return new Promise((resolve) => {
    const send = url.protocol === 'https:' ? tlsRequest : plainRequest;
    const servername = ipaddr.isValid(place.host) ? '' : place.host;
    const made = send({
      host: place.address,
      port: place.port,
      method,
      path,
      servername,
      rejectUnauthorized: false,
      agent: false,
      timeout: PATIENCE,
      headers: {
        host: url.host,
        'user-agent': 'TableauWebhooks/1.0 (tabduty doctor)',
        accept: '*/*',
        'content-length': '0',
      },
    });
    const failed = (detail: string) => {
      made.destroy();
      resolve({ kind: 'failed', detail });
    };
    made.on('timeout', () => failed(`nothing within ${PATIENCE / 1000} s`));
    made.on('error', (error) => failed(codeOf(error) ?? error.message.slice(0, 200)));
    made.on('response', (response) => {
      let body = '';
      response.setEncoding('utf8');
      const done = () => {
        resolve({ kind: 'answer', status: response.statusCode ?? 0, headers: flat(response.headers), body });
        made.destroy();
      };
      response.on('data', (piece: string) => {
        body += piece;
        if (body.length > MOST_BYTES) done();
      });
      response.on('end', done);
      response.on('error', (error) => failed(codeOf(error) ?? error.message));
    });
    made.end();
  });
}

function flat(
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, [value].flat().join(', ')]),
  );
}

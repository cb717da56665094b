/** Plain TCP connections for what does not speak HTTP: looked up once, judged, and cut at one deadline. */
import { connect as connectTcp, type Socket } from 'node:net';
import type { Connected, Connector, ConnectTarget } from '../app/ports/outbound.ts';
import type { AddressGuard } from './address-guard.ts';
import { judgedAddresses, type Lookup } from './outbound-connect.ts';
import { ConnectFault, connectFault, unsentFault } from './outbound-fault.ts';

const DEADLINE = 30_000;
/** One address may take so long before the next one gets its turn. */
const NEXT_ADDRESS = 5_000;

/** A proxy for HTTP is no way for these: they go directly, past the same guard. */
export function guardedSockets(
  guard: AddressGuard,
  lookUp: Lookup,
  trusted: readonly string[] | undefined,
): Connector['connect'] {
  return async (target) => {
    const { host, port, plain, signal } = target;
    const blocked = plain ? guard.faultOfPlain(host, port) : undefined;
    if (blocked !== undefined) return { kind: 'not-sent', fault: 'blocked', detail: blocked };
    if (signal?.aborted) return { kind: 'not-sent', fault: 'aborted', detail: 'stopped before it began' };
    const cut = new AbortController();
    const timer = setTimeout(() => cut.abort(new Error('it took too long')), target.deadlineMs ?? DEADLINE);
    const onAbort = () => cut.abort(new Error('Tabduty is stopping'));
    signal?.addEventListener('abort', onAbort);
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    };
    const opened = await raced(open(guard, lookUp, target, cut.signal), cut.signal);
    if (opened.kind === 'open') {
      opened.socket.once('close', done);
      if (opened.socket.destroyed) done();
      return { ...opened, trusted };
    }
    done();
    return opened;
  };
}

type Opened = { readonly kind: 'open'; readonly socket: Socket } | Exclude<Connected, { kind: 'open' }>;

async function open(
  guard: AddressGuard,
  lookUp: Lookup,
  { host, port }: ConnectTarget,
  cut: AbortSignal,
): Promise<Opened> {
  try {
    let fault = new ConnectFault('dns', `${host} has no address`);
    for (const address of await judgedAddresses(guard, lookUp, host)) {
      if (cut.aborted) break;
      try {
        return { kind: 'open', socket: await connected(address, port, cut) };
      } catch (error) {
        const { fault: kind, detail } = connectFault(error);
        fault = new ConnectFault(kind, detail, error);
      }
    }
    return unsentFault(fault);
  } catch (error) {
    return unsentFault(error);
  }
}

function connected(host: string, port: number, cut: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connectTcp({ host, port });
    const next = setTimeout(() => socket.destroy(timeoutError()), NEXT_ADDRESS);
    // The signal outlives the opening: it also ends a conversation that goes on for too long.
    const onCut = () => socket.destroy(cut.reason as Error);
    cut.addEventListener('abort', onCut);
    socket.once('close', () => cut.removeEventListener('abort', onCut));
    socket.once('error', (error) => {
      clearTimeout(next);
      reject(error);
    });
    socket.once('connect', () => {
      clearTimeout(next);
      socket.removeAllListeners('error');
      // Who takes it over listens too; until then an error must not end the process.
      socket.on('error', () => undefined);
      resolve(socket);
    });
  });
}

/** A name server that does not answer must not hold up the deadline. */
async function raced(opening: Promise<Opened>, cut: AbortSignal): Promise<Opened> {
  const late = new Promise<Opened>((resolve) => {
    const give = () => resolve({ kind: 'not-sent', fault: 'timeout', detail: (cut.reason as Error).message });
    if (cut.aborted) give();
    else cut.addEventListener('abort', give, { once: true });
  });
  const first = await Promise.race([opening, late]);
  if (first.kind !== 'open') void opening.then((o) => o.kind === 'open' && o.socket.destroy());
  return first;
}

function timeoutError(): Error {
  return Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' });
}

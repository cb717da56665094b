/** A WebSocket out: opened through the guard of every other request, and kept by whoever asked for it. */
import { type Dispatcher, WebSocket } from 'undici';
import type { Line, LineTarget } from '../app/ports/outbound.ts';
import { type NotSent, unsentFault } from './outbound-fault.ts';

/** `blocked`: a sentence when the address, written as http(s), may not be asked. */
export async function openLine(
  dispatcher: Dispatcher,
  blocked: (url: URL) => string | undefined,
  { url, onText, signal }: LineTarget,
): Promise<{ readonly kind: 'open'; readonly line: Line } | NotSent> {
  if (!/^wss?:/i.test(url) || !URL.canParse(url))
    return { kind: 'not-sent', fault: 'url', detail: 'the address of the line is no WebSocket URL' };
  const fault = blocked(new URL(url.replace(/^ws/i, 'http')));
  if (fault !== undefined) return { kind: 'not-sent', fault: 'blocked', detail: fault };
  return new Promise((resolve) => {
    let cause: Error | undefined;
    const socket = new WebSocket(url, {
      dispatcher: watched(dispatcher, (error) => {
        cause = error;
      }),
    });
    let why = 'the other side closed it';
    const closed = new Promise<string>((done) => socket.addEventListener('close', () => done(why)));
    const send = (text: string) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
    };
    const line: Line = { send, close: () => socket.close(), closed };
    const cut = () => socket.close();
    signal?.addEventListener('abort', cut);
    void closed.then(() => signal?.removeEventListener('abort', cut));
    if (signal?.aborted) cut();
    socket.addEventListener('message', ({ data }) => {
      if (typeof data === 'string') onText(data, line);
    });
    socket.addEventListener('error', (event) => {
      const unsent = unsentFault(cause ?? event.error ?? new Error(event.message));
      why = unsent.detail;
      // Once it is open this changes nothing any more; what closed it stands in `closed`.
      resolve(unsent);
    });
    socket.addEventListener('open', () => resolve({ kind: 'open', line }));
  });
}

/** undici's WebSocket says only that it failed; the reason is seen on the way. */
function watched(dispatcher: Dispatcher, onError: (error: Error) => void): Dispatcher {
  return dispatcher.compose(
    (dispatch) => (options, handler) =>
      dispatch(options, {
        onRequestStart: (...given) => handler.onRequestStart?.(...given),
        onRequestUpgrade: (...given) => handler.onRequestUpgrade?.(...given),
        onResponseStart: (...given) => handler.onResponseStart?.(...given),
        onResponseData: (...given) => handler.onResponseData?.(...given),
        onResponseEnd: (...given) => handler.onResponseEnd?.(...given),
        onResponseError(controller, error) {
          onError(error);
          handler.onResponseError?.(controller, error);
        },
      }),
  );
}

import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { tcpServer } from '../../test/harness/http.ts';
import { createOutbound, type OutboundSettings } from './outbound.ts';

function client(over: Partial<OutboundSettings> = {}) {
  const outbound = createOutbound({ allow: ['127.0.0.0/8'], plainHttp: ['localhost'], ...over });
  onTestFinished(() => outbound.close());
  return outbound;
}

const portOf = async (talk: Parameters<typeof tcpServer>[0] = () => undefined) =>
  Number(new URL((await tcpServer(talk)).url).port);

describe('a plain connection', () => {
  it('goes to the address that was judged, not to one looked up again', async () => {
    const port = await portOf((socket) => socket.write('hello'));
    let asked = 0;
    const lookup = async () => [++asked === 1 ? '127.0.0.1' : '10.0.0.1'];

    const opened = await client({ lookup }).connect({ host: 'mail.acme.com', port, plain: false });

    if (opened.kind !== 'open') throw new Error(opened.detail);
    expect(String((await once(opened.socket, 'data'))[0])).toBe('hello');
    expect(asked).toBe(1);
    opened.socket.destroy();
  });

  it('takes the next address when the first is dead', async () => {
    const port = await portOf();
    const lookup = async () => ['127.0.0.2', '127.0.0.1'];

    const opened = await client({ lookup }).connect({ host: 'mail.acme.com', port, plain: false });

    expect(opened.kind).toBe('open');
    if (opened.kind === 'open') opened.socket.destroy();
  });

  it('is refused to a private address and to a host that may not be spoken to without TLS', async () => {
    const outbound = client({ lookup: async () => ['192.168.1.9'] });

    expect(await outbound.connect({ host: 'mail.acme.com', port: 25, plain: false })).toMatchObject({
      kind: 'not-sent',
      fault: 'blocked',
      detail: expect.stringContaining('--outbound-allow 192.168.1.9/32'),
    });
    expect(await outbound.connect({ host: 'mail.acme.com', port: 25, plain: true })).toMatchObject({
      fault: 'blocked',
      detail: expect.stringContaining('--outbound-plain-http mail.acme.com'),
    });
  });

  it('is given up when the name server never answers', async () => {
    const outbound = client({ lookup: () => new Promise(() => {}) });

    expect(
      await outbound.connect({ host: 'mail.acme.com', port: 25, plain: false, deadlineMs: 50 }),
    ).toMatchObject({ kind: 'not-sent', fault: 'timeout' });
  });

  it('is cut at its deadline, and when Tabduty stops', async () => {
    const port = await portOf();
    const stop = new AbortController();
    const closed = async (more: { readonly deadlineMs?: number; readonly signal?: AbortSignal }) => {
      const opened = await client().connect({ host: '127.0.0.1', port, plain: false, ...more });
      if (opened.kind !== 'open') throw new Error(opened.detail);
      const { socket } = opened;
      const error = new Promise<Error>((resolve) => socket.once('error', resolve));
      if (more.signal !== undefined) stop.abort();
      return (await error).message;
    };

    expect(await closed({ deadlineMs: 60 })).toBe('it took too long');
    expect(await closed({ signal: stop.signal })).toBe('Tabduty is stopping');
    expect(
      await client().connect({ host: '127.0.0.1', port, plain: false, signal: stop.signal }),
    ).toMatchObject({ fault: 'aborted' });
  });
});

/** Takes one POST of a source: its bytes are on disk when this resolves. Nothing is read or decided here. */
import { insert } from '../../domain/change.ts';
import type { Clock } from '../ports/clock.ts';
import type { Ids } from '../ports/ids.ts';
import type { Store } from '../ports/store.ts';

export type ArrivedCall = {
  readonly source: string;
  readonly remote: string;
  readonly contentType: string;
  readonly userAgent: string;
  readonly body: Uint8Array;
};

type Deps = { readonly store: Pick<Store, 'commit'>; readonly clock: Pick<Clock, 'now'>; readonly ids: Ids };

export async function receiveCall({ store, clock, ids }: Deps, arrived: ArrivedCall): Promise<string> {
  const id = ids.next();
  const call = insert('calls', {
    id,
    source: arrived.source,
    receivedAt: clock.now(),
    remote: arrived.remote,
    contentType: arrived.contentType.slice(0, 200),
    userAgent: arrived.userAgent.slice(0, 200),
    body: arrived.body,
    state: 'pending',
    tries: 0,
    reading: undefined,
    digest: undefined,
    eventId: undefined,
    remark: undefined,
  });
  await store.commit([call], 'call');
  return id;
}

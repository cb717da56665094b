/** Whether anything may be sent: after a restore nothing goes out until somebody has said so. */
import { type Instant, instant } from '../../domain/time/instant.ts';
import { PAUSED_FACT } from '../ports/fact-names.ts';
import type { Store } from '../ports/store.ts';

export type SendingPause = { readonly since: Instant; readonly backupMadeAt: Instant };

export type SendingGate = {
  /** `undefined` while everything may go. */
  pause(): SendingPause | undefined;
  open(): void;
  /** Called when it opens. */
  onOpen(listener: () => void): void;
};

export async function readSendingGate(store: Pick<Store, 'ask'>): Promise<SendingGate> {
  const fact = await store.ask('fact', { id: PAUSED_FACT });
  let pause = fact === undefined ? undefined : pauseIn(fact.value);
  const listeners: (() => void)[] = [];
  return {
    pause: () => pause,
    open() {
      pause = undefined;
      for (const listener of listeners) listener();
    },
    onOpen: (listener) => void listeners.push(listener),
  };
}

function pauseIn(text: string): SendingPause {
  const { since, backupMadeAt } = JSON.parse(text) as { since: number; backupMadeAt: number };
  return { since: instant(since), backupMadeAt: instant(backupMadeAt) };
}

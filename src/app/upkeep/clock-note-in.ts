/** Reads what was written down of the machine's clock. */
import { type ClockNote, readClockNote } from '../../domain/time/clock-note.ts';
import { CLOCK_FACT } from '../ports/fact-names.ts';
import type { Store } from '../ports/store.ts';

export async function clockNoteIn(store: Pick<Store, 'ask'>): Promise<ClockNote | undefined> {
  return readClockNote((await store.ask('fact', { id: CLOCK_FACT }))?.value);
}

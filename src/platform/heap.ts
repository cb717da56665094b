/** How much a process lets pile up before it clears its memory. */
import { setFlagsFromString } from 'node:v8';

/**
 * On a machine with much memory V8 lets a heap grow to four times what is in use before it looks what may go; of our
 * threads, most of what they hold is over. None of this is a limit at which something would end: more is cleared more often.
 * Threads that begin afterwards have the same.
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--heap-growing-percent=30');
  setFlagsFromString('--initial-old-space-size=32');
}

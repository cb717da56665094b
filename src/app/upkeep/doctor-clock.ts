/** Examines the machine's clock: whether it was set lately. */
import { type ClockStep, clockStepText } from '../../domain/time/clock-note.ts';
import { DAY, type Instant, isoOf } from '../../domain/time/instant.ts';
import { readCleanUpNote } from '../../domain/health/clean-up-rest.ts';
import { CLEAN_UP_FACT } from '../ports/fact-names.ts';
import type { Store } from '../ports/store.ts';
import { clockNoteIn } from './clock-note-in.ts';
import { type Finding, finding } from './finding.ts';

/** When it was set in the last week; before that it is history. */
export async function recentClockStep(
  store: Pick<Store, 'ask'>,
  at: Instant,
): Promise<ClockStep | undefined> {
  const step = (await clockNoteIn(store))?.lastStep;
  return step !== undefined && at - step.at < 7 * DAY ? step : undefined;
}

export async function examineClock(store: Pick<Store, 'ask'>, at: Instant): Promise<readonly Finding[]> {
  const step = await recentClockStep(store, at);
  const look = 'look whether the time of the machine is right and kept by NTP';
  const set =
    step === undefined
      ? finding('clock', 'ok', 'not set in the last 7 days')
      : finding('clock', 'warning', clockStepText(step), `${look}; what waited was moved with it`);
  const until = readCleanUpNote((await store.ask('fact', { id: CLEAN_UP_FACT }))?.value)?.restsUntil;
  if (until === undefined) return [set];
  const kept = `the time went on by more than a week at once; old records are kept until ${isoOf(until)}, in case it is wrong`;
  return [set, finding('clean-up', 'warning', kept, look)];
}

/** Examines the machine's clock: whether it was set lately. */
import { type ClockStep, clockStepText } from '../../domain/time/clock-note.ts';
import { DAY, type Instant } from '../../domain/time/instant.ts';
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

export async function examineClock(store: Pick<Store, 'ask'>, at: Instant): Promise<Finding> {
  const step = await recentClockStep(store, at);
  if (step === undefined) return finding('clock', 'ok', 'not set in the last 7 days');
  return finding(
    'clock',
    'warning',
    clockStepText(step),
    'look whether the time of the machine is right and kept by NTP; what waited was moved with it',
  );
}

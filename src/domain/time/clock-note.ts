/** What is written down of the machine's clock from time to time, so that the next start finds out that it was set meanwhile. */
import { durationText, type Instant, instant, isoOf, type Millis, SECOND } from './instant.ts';

/** Smaller differences are drift that NTP slews away. */
export const CLOCK_TOLERANCE: Millis = 2 * SECOND;

export type ClockReading = {
  readonly wall: Instant;
  /** By a counter that no one sets; it begins anew when the machine is started. */
  readonly mono: Millis;
  /** Which start of the machine it is; not every system says so. */
  readonly machine: string | undefined;
};

export type ClockStep = {
  /** By the clock as it was set. */
  readonly at: Instant;
  readonly by: Millis;
  readonly whileDown: boolean;
  /** After a start of the machine nobody knows how long it took, so that it was set back by this or more. */
  readonly isLeast?: true | undefined;
};

export type ClockNote = ClockReading & { readonly lastStep: ClockStep | undefined };

/**
 * By how much the clock was set since the note. On the same start of the machine the counter tells exactly. Else only a
 * time before the note is certain to be wrong: a later one may be right after a long time out of service.
 */
export function stepSince(note: ClockReading, now: ClockReading): Millis {
  const isSame = ranOn(note, now);
  const by = now.wall - note.wall - (isSame ? now.mono - note.mono : 0);
  const isCertain = isSame ? Math.abs(by) > CLOCK_TOLERANCE : by < -CLOCK_TOLERANCE;
  return isCertain ? Math.round(by) : 0;
}

/** The machine was not started in between, and says so. */
export function ranOn(note: ClockReading, now: ClockReading): boolean {
  return note.machine !== undefined && note.machine === now.machine && now.mono >= note.mono;
}

export function clockNoteText({ wall, mono, machine, lastStep }: ClockNote): string {
  return JSON.stringify({ wall, mono: Math.round(mono), machine, lastStep });
}

export function readClockNote(text: string | undefined): ClockNote | undefined {
  if (text === undefined) return undefined;
  const { wall, mono, machine, lastStep } = JSON.parse(text) as ClockNote;
  return { wall: instant(wall), mono, machine, lastStep };
}

/** For people: "set back by 1 h at …, while Tabduty did not run". */
export function clockStepText({ at, by, whileDown, isLeast }: ClockStep): string {
  const found = whileDown ? `found at the start at ${isoOf(at)}` : `at ${isoOf(at)}`;
  return `${stepText({ by, isLeast })}, ${found}`;
}

/** "set back by 1 h" */
export function stepText({ by, isLeast }: Pick<ClockStep, 'by' | 'isLeast'>): string {
  const way = by < 0 ? 'set back' : 'set forward';
  return `${way} by ${isLeast === true ? 'at least ' : ''}${durationText(Math.abs(by))}`;
}

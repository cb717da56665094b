/** How an alert stands, in a few words: over, quiet and why, or who has it. */
import type { z } from 'zod';
import type { alertView } from '../api/records.ts';
import type { Instant } from '../domain/time/instant.ts';
import { shortTime } from './times.ts';

type AlertView = z.output<typeof alertView>;

export function alertState(alert: AlertView, now: Instant, zone: string): string {
  const { state, acknowledged, quiet, unrouted } = alert;
  if (state === 'ended') return unrouted ? 'ended, unrouted' : 'ended';
  if (unrouted) return 'open, no route takes it';
  if (quiet !== undefined) return `open, ${quiet}`;
  if (acknowledged === undefined) return 'open';
  const { by, since, passedTo } = acknowledged;
  const time = shortTime(since, now, zone);
  return passedTo === undefined ? `${by} has it (since ${time})` : `${by} passed it to ${passedTo} (${time})`;
}

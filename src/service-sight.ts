/** What monitors see of a service: whether it is ready, and its gauges. */
import { isoOf } from './domain/time/instant.ts';
import type { Installation } from './installation.ts';

export async function readiness({ store, deps, gate }: Installation) {
  const backlog = await store.ask('backlog', {});
  const reasons: string[] = [];
  if (deps.policy.current().revision === 0) reasons.push('no configuration is in force');
  if (backlog.stuckCalls > 0) reasons.push(`${backlog.stuckCalls} calls are stuck`);
  const pause = gate.pause();
  // Calls are taken all the same, so that it stays ready.
  if (pause !== undefined)
    reasons.push(`sending is paused since ${isoOf(pause.since)}, after a restore: tabduty resume`);
  const fault = store.fault();
  if (fault !== undefined) reasons.push(`the store takes no writes (${fault.kind})`);
  return { ready: deps.policy.current().revision > 0 && fault === undefined, reasons };
}

export async function gauges({ store, deps, gate }: Installation): Promise<Record<string, number>> {
  const backlog = await store.ask('backlog', {});
  return {
    calls_pending: backlog.pendingCalls,
    calls_stuck: backlog.stuckCalls,
    alerts_open: backlog.openAlerts,
    alerts_unrouted: backlog.unrouted,
    deliveries_pending: backlog.pendingDeliveries,
    deliveries_dead: backlog.deadDeliveries,
    sending_paused: gate.pause() === undefined ? 0 : 1,
    commits_waiting: store.waiting(),
    configuration_revision: deps.policy.current().revision,
  };
}
